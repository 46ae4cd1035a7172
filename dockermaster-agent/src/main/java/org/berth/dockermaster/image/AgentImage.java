// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.DockerClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;

/**
 * The agent as an image: Java, the programs that it runs, and the files of its Debian package.
 *
 * @param tag the image's name and tag, for example {@code berth-agent:v0.1.0}
 * @param debianPackage the agent's Debian package
 */
public record AgentImage(String tag, Path debianPackage) {
    private static final List<String> PACKAGES = List.of(
            "bash",
            "ca-certificates",
            "curl",
            "iproute2",
            "iptables",
            "mmdebstrap",
            "nftables",
            "openjdk-17-jre-headless",
            "util-linux");
    private static final String LAST_LINES = """
            ENTRYPOINT ["/usr/bin/berth"]
            CMD ["agent", "--config", "/etc/berth/agent.conf"]
            """;

    /**
     * Makes the image, also if the engine has one of that name, which then loses the name.
     *
     * @param progress takes a line at each step
     * @throws DockerMasterException of kind {@code FAILED} if it cannot be made; the message says why
     */
    public void build(DockerClient engine, Consumer<String> progress) {
        ImageContents contents = new ImageContents(PACKAGES, "agent.sh", Optional.of(debianPackage), LAST_LINES);
        new DebianImage(tag, DebianImage.PARENT, DebianImage.WORK_FOLDER, contents).build(engine, progress);
    }
}
