package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * A Debian 12 with sshd, sudo, curl and network tools, from which slivers are made.
 *
 * <p>It comes from a registry where the engine reaches one, else from a Debian mirror. The tag is set last, so an
 * interrupted build leaves no half image under it. No ssh host keys are inside: each sliver gets its own.
 *
 * @param tag the image's name and tag, for example {@code berth-base:1}
 * @param parent the image to build on where a registry has it, for example {@code debian:12}
 * @param workFolder for what a build keeps on this machine's disk (half a gigabyte while it runs); made when absent,
 *     owned by this class: what lies there is removed
 */
public record BaseImage(String tag, String parent, Path workFolder) {
    /** The image of every sliver type that names no other. */
    public static final String NAME = "berth-base:1";

    static final List<String> PACKAGES = List.of(
            "bash",
            "bzip2",
            "ca-certificates",
            "curl",
            "iproute2",
            "iputils-ping",
            "netcat-openbsd",
            "openssh-server",
            "procps",
            "sudo",
            "unzip",
            "xz-utils");

    /** One at a time in this process: the lock file of a build is only between processes. */
    private static final ReentrantLock TURN = new ReentrantLock();

    private static final String PARENT = "debian:12";
    private static final Path WORK_FOLDER = Path.of("/var/cache/berth/image");

    /** The base image under its usual name. */
    public static BaseImage standard() {
        return new BaseImage(NAME, PARENT, WORK_FOLDER);
    }

    /**
     * Makes the image unless the engine has it.
     *
     * @param progress takes a line at each step
     * @return whether it was made now
     * @throws DockerMasterException of kind {@code FAILED} if neither way works; the message says why each did not
     */
    public boolean ensure(DockerClient engine, Consumer<String> progress) {
        if (isPresent(engine)) {
            return false;
        }
        return make(engine, progress, () -> isPresent(engine));
    }

    /**
     * Makes the image, also if the engine has one of that name, which then loses the name.
     *
     * @param progress takes a line at each step
     * @throws DockerMasterException of kind {@code FAILED} if neither way works; the message says why each did not
     */
    public void build(DockerClient engine, Consumer<String> progress) {
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
            new RegistryBuild(engine, steps).build(parent, tag);
        } catch (DockerMasterException noRegistry) {
            steps.say("not from a registry: " + noRegistry.getMessage());
            fromMirror(engine, steps, unneeded, noRegistry);
        }
    }

    private void fromMirror(
            DockerClient engine, Progress steps, BooleanSupplier unneeded, DockerMasterException noRegistry) {
        try {
            new MirrorBuild(engine, steps, workFolder, Duration.ofMinutes(15)).build(tag, unneeded);
        } catch (DockerMasterException noMirror) {
            noMirror.addSuppressed(noRegistry);
            throw new DockerMasterException(
                    noMirror.kind(),
                    "image " + tag + " could not be made. From a registry: " + noRegistry.getMessage()
                            + "; from a Debian mirror: " + noMirror.getMessage(),
                    noMirror);
        }
    }

    /** Whether the engine has an image of this tag. */
    public boolean isPresent(DockerClient engine) {
        try {
            engine.inspectImageCmd(tag).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }
}
