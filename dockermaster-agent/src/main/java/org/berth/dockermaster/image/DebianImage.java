// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * A Debian 12 with something in it. It comes from a registry where the engine reaches one, else from a Debian mirror. The
 * tag is set last, so an interrupted build leaves no half image under it.
 *
 * @param tag the image's name and tag
 * @param parent the image to build on where a registry has it
 * @param workFolder for what a build keeps on this machine's disk while it runs; what lies there is removed
 * @param contents what is in it
 */
record DebianImage(String tag, String parent, Path workFolder, ImageContents contents) {
    static final String PARENT = "debian:12";
    static final Path WORK_FOLDER = Path.of("/var/cache/berth/image");

    /** One at a time in this process: the lock file of a build is only between processes. */
    private static final ReentrantLock TURN = new ReentrantLock();

    /** Makes it unless the engine has it; whether it was made now. */
    boolean ensure(DockerClient engine, Consumer<String> progress) {
        if (isPresent(engine)) {
            return false;
        }
        return make(engine, progress, () -> isPresent(engine));
    }

    /** Makes it, also if the engine has one of that name, which then loses the name. */
    void build(DockerClient engine, Consumer<String> progress) {
        make(engine, progress, () -> false);
    }

    private boolean make(DockerClient engine, Consumer<String> progress, BooleanSupplier unneeded) {
        try {
            TURN.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, "waiting to make image " + tag + ": interrupted", e);
        }
        try {
            if (unneeded.getAsBoolean()) {
                return false;
            }
            Progress steps = new Progress(progress);
            makeNow(engine, steps, unneeded);
            steps.say("image " + tag + " is ready");
            return true;
        } finally {
            TURN.unlock();
        }
    }

    private void makeNow(DockerClient engine, Progress steps, BooleanSupplier unneeded) {
        try {
            new RegistryBuild(engine, steps).build(parent, tag, contents);
        } catch (DockerMasterException noRegistry) {
            steps.say("not from a registry: " + noRegistry.getMessage());
            fromMirror(engine, steps, unneeded, noRegistry);
        }
    }

    private void fromMirror(
            DockerClient engine, Progress steps, BooleanSupplier unneeded, DockerMasterException noRegistry) {
        try {
            new MirrorBuild(engine, steps, workFolder, Duration.ofMinutes(15)).build(tag, contents, unneeded);
        } catch (DockerMasterException noMirror) {
            noMirror.addSuppressed(noRegistry);
            throw new DockerMasterException(
                    noMirror.kind(),
                    "image " + tag + " could not be made. From a registry: " + noRegistry.getMessage()
                            + "; from a Debian mirror: " + noMirror.getMessage(),
                    noMirror);
        }
    }

    boolean isPresent(DockerClient engine) {
        try {
            engine.inspectImageCmd(tag).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }
}
