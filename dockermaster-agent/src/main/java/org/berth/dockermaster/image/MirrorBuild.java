// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * Makes an image without a registry: mmdebstrap (a debootstrap that also takes the security updates, and writes a
 * tar) fetches packages from the mirror of the host's own apt sources; the engine imports the result.
 */
final class MirrorBuild {
    private static final String SUITE = "bookworm";
    private static final String ROOT = "root.tar";

    /** Those of mmdebstrap's messages that say what takes time. */
    private static final Pattern STEP = Pattern.compile("^I: (running apt|downloading|extracting|installing|creating)");

    private final DockerClient engine;
    private final Progress progress;
    private final Path folder;
    private final Duration timeout;

    MirrorBuild(DockerClient engine, Progress progress, Path folder, Duration timeout) {
        this.engine = engine;
        this.progress = progress;
        this.folder = folder;
        this.timeout = timeout;
    }

    /**
     * Builds and tags.
     *
     * @param unneeded asked when it is this build's turn; if true, nothing is done
     */
    void build(String tag, ImageContents contents, BooleanSupplier unneeded) {
        Path mmdebstrap = Host.program("mmdebstrap")
                .orElseThrow(() -> failed("mmdebstrap is not installed; as root: apt-get install mmdebstrap"));
        if (!Host.isRoot()) {
            throw failed("mmdebstrap needs root; run once as root: berth image build");
        }
        try {
            DurableFiles.makePrivateFolder(folder);
            // One at a time on this machine (BaseImage sees to it within this process); the lock goes with the process,
            // so a killed build is in nobody's way.
            Path lock = folder.resolveSibling(folder.getFileName() + ".lock");
            if (LockFile.holder(lock).isPresent()) {
                progress.say("waiting for another build on this machine to end");
            }
            LockFile.holding(lock, () -> {
                if (!unneeded.getAsBoolean()) {
                    removeLeftovers();
                    bootstrap(mmdebstrap, tag, contents);
                    removeLeftovers();
                }
            });
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, "build in " + folder + ": " + e, e);
        } catch (DockerException e) {
            throw new DockerMasterException(Kind.FAILED, "import to the engine: " + e.getMessage(), e);
        }
    }

    private void bootstrap(Path mmdebstrap, String tag, ImageContents contents) throws IOException {
        Path root = folder.resolve(ROOT);
        Path setup = Setup.writeTo(folder, contents);
        List<String> command = new ArrayList<>(List.of(
                mmdebstrap.toString(),
                "--mode=root",
                "--format=tar",
                "--variant=minbase",
                // sshd will not start without /run/sshd, which the set-up makes.
                "--skip=cleanup/run",
                "--include=" + String.join(",", contents.packages()),
                // What is interrupted is thrown away, so nothing has to be synced to disk.
                "--dpkgopt=force-unsafe-io",
                "--aptopt=Acquire::Languages \"none\"",
                "--customize-hook=rm -f \"$1/etc/resolv.conf\" \"$1/etc/hostname\"",
                "--customize-hook=chroot \"$1\" sh < \"$BERTH_SETUP\""));
        Host.aptProxies().forEach(proxy -> command.add("--aptopt=" + proxy));
        command.add(SUITE);
        command.add(root.toString());
        List<String> sources = AptSources.ofHost().forSuite(SUITE);
        command.addAll(sources);
        progress.say("making a Debian 12 root with mmdebstrap from "
                + (sources.isEmpty() ? "deb.debian.org" : String.join(", ", sources)));
        Map<String, String> environment = Map.of("TMPDIR", folder.toString(), "BERTH_SETUP", setup.toString());
        ExternalProgram.runAlone(command, environment, timeout, line -> {
            if (STEP.matcher(line).find()) {
                progress.say("mmdebstrap: " + line.substring(3));
            }
        });
        progress.say("giving %d MB to the engine".formatted(Files.size(root) / 1_000_000));
        String dockerfile = "FROM scratch\nADD %s /\n".formatted(ROOT) + contents.dockerfileEnd(folder);
        Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        Path context = folder.resolve("context.tar");
        List<String> tar =
                new ArrayList<>(List.of("tar", "-C", folder.toString(), "-cf", context.toString(), "Dockerfile", ROOT));
        tar.addAll(contents.files());
        ExternalProgram.run(tar, Map.of(), Duration.ofMinutes(2), line -> {});
        try (InputStream in = Files.newInputStream(context)) {
            ClassicBuilder.build(engine.buildImageCmd(in), tag, "import to the engine");
        }
    }

    /** A killed mmdebstrap leaves a root folder; its mounts went with it. */
    private void removeLeftovers() throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                ExternalProgram.run(
                        List.of("rm", "-rf", "--one-file-system", "--", entry.toString()),
                        Map.of(),
                        Duration.ofMinutes(1),
                        line -> {});
            }
        }
    }

    private static DockerMasterException failed(String message) {
        return new DockerMasterException(Kind.FAILED, message);
    }
}
