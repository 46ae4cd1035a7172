// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;

/**
 * A Debian 12 with sshd, sudo, editors and network tools, from which slivers are made.
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

    private static final List<String> PACKAGES = List.of(
            "bash",
            "bzip2",
            "ca-certificates",
            "curl",
            "git",
            "iperf3",
            "iproute2",
            "iputils-ping",
            "less",
            "nano",
            "netcat-openbsd",
            "openssh-server",
            "procps",
            "python3-minimal",
            "rsync",
            "sudo",
            "tcpdump",
            "tmux",
            "traceroute",
            "unzip",
            "vim-tiny",
            "wget",
            "xz-utils");

    private static final ImageContents CONTENTS =
            new ImageContents(PACKAGES, "sliver.sh", Optional.empty(), "CMD [\"/bin/bash\"]\n");

    /** The base image under its usual name. */
    public static BaseImage standard() {
        return new BaseImage(NAME, DebianImage.PARENT, DebianImage.WORK_FOLDER);
    }

    /**
     * Makes the image unless the engine has it.
     *
     * @param progress takes a line at each step
     * @return whether it was made now
     * @throws DockerMasterException of kind {@code FAILED} if neither way works; the message says why each did not
     */
    public boolean ensure(DockerClient engine, Consumer<String> progress) {
        return image().ensure(engine, progress);
    }

    /**
     * Makes the image, also if the engine has one of that name, which then loses the name.
     *
     * @param progress takes a line at each step
     * @throws DockerMasterException of kind {@code FAILED} if neither way works; the message says why each did not
     */
    public void build(DockerClient engine, Consumer<String> progress) {
        image().build(engine, progress);
    }

    /** The length of a regular file, and its last bytes behind an offset. */
    public boolean isPresent(DockerClient engine) {
        return image().isPresent(engine);
    }

    private DebianImage image() {
        return new DebianImage(tag, parent, workFolder, CONTENTS);
    }
}
