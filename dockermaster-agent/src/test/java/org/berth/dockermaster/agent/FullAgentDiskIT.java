// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SmallDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent whose disk is full. */
@Tag("docker")
@Timeout(300)
class FullAgentDiskIT {
    private final MadeUpAm am = new MadeUpAm();

    @TempDir
    private Path folder;

    private SmallDisk disk;
    private AgentProcess agent;

    @BeforeEach
    void startAgent() {
        disk = SmallDisk.mount(folder.resolve("agent-state"), 6);
        agent = new AgentProcess(
                folder,
                "[agent]",
                "host = 127.0.0.1",
                "port = 0",
                "node_ipv4_hostname = host1.example.org",
                "docker_host = " + MachineEngine.dockerHost());
    }

    @AfterEach
    void stopAgent() {
        agent.close();
        disk.close();
    }

    @ParameterizedTest(name = "killed: {0}")
    @ValueSource(booleans = {false, true})
    void startsAndSaysWhatIsThere(boolean killed) throws Exception {
        // given
        String key = am.enroll(folder.resolve("agent-state"));
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> host.list() != null);
        }
        if (killed) {
            agent.kill();
        } else {
            agent.stop();
        }
        disk.fill();

        // when
        agent.startAgain();

        // then
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(host.describe().hostname()).isEqualTo("host1.example.org"));
            assertThat(host.list()).isNotNull();
        }
        assertThat(Commands.run(agent.command("agent", "status")).output()).contains("agent ");
    }
}
