// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent process with a made-up AM. */
@Tag("docker")
class AgentIT {
    private final MadeUpAm am = new MadeUpAm();

    @TempDir
    private Path folder;

    private AgentProcess agent;

    @BeforeEach
    void startAgent() {
        agent = new AgentProcess(
                folder,
                "[agent]",
                "host = 127.0.0.1",
                "port = 0",
                "node_ipv4_hostname = host1.example.org",
                "starting_ipv4_port = 21500",
                "max_containers = 3",
                "docker_host = " + MachineEngine.dockerHost());
    }

    @AfterEach
    void stopAgent() {
        agent.close();
    }

    private String enroll() throws Exception {
        return am.enroll(folder.resolve("agent-state"));
    }

    private static SliverSpec sliver(int port) {
        return new SliverSpec(
                MadeUpAm.URN,
                "urn:publicid:IDN+am.example.org+sliver+" + UUID.randomUUID(),
                "urn:publicid:IDN+am.example.org+slice+one",
                "node",
                new ContainerType(
                        "docker-container",
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        List.of()),
                "",
                1,
                new Endpoint(port, "02:00:00:00:00:01", Optional.empty()),
                List.of(),
                0);
    }

    @Test
    void agentThatWasNotEnrolledSaysTheCommandOnceAndServesOnceItIs() throws Exception {
        // given
        await().atMost(Duration.ofMinutes(1)).until(() -> agent.log().contains("not enrolled yet"));
        // when
        String key = enroll();
        // then
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            await().atMost(Duration.ofMinutes(2))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(host.describe()).satisfies(found -> {
                        assertThat(found.hostname()).isEqualTo("host1.example.org");
                        assertThat(found.firstPort()).isEqualTo(21500);
                        assertThat(found.slots()).isEqualTo(3);
                    }));
        }
        assertThat(agent.log())
                .containsOnlyOnce(" type: berth agent enroll TOKEN --config " + folder.resolve("agent.conf"));
    }

    @Test
    void agentThatWasKilledKnowsItsSliversAtTheNextStart() throws Exception {
        // given
        String key = enroll();
        SliverSpec first = sliver(21500);
        SliverSpec second = sliver(21500);
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            assertThat(host.reserve(first).sshPort()).isEqualTo(21500);
        }
        // when
        agent.kill();
        agent.startAgain();
        // then
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            assertThat(host.reserve(first).sshPort()).isEqualTo(21500);
            assertThat(host.reserve(second).sshPort()).isNotEqualTo(21500);
        }
    }

    @Test
    void killedAgentLeavesNothingInTheTemporaryDirectory() throws Exception {
        // given
        String key = enroll();
        try (DockerMaster host = am.connect(agent.awaitReady(), key)) {
            await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> host.list() != null);
        }
        // when
        agent.kill();
        // then
        assertThat(agent.temporary()).isEmptyDirectory();
    }

    @Test
    void secondAgentOfTheSameStateDirectoryStopsAtOnce() throws Exception {
        // given
        enroll();
        agent.awaitReady();
        // when
        Commands.Ended second = Commands.run(agent.command("agent"));
        // then
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.output())
                .endsWith("berth: another agent runs with the state directory " + folder.resolve("agent-state")
                        + ": stop it, or give this one another directory in [state]");
        assertThat(agent.pid()).isPresent();
    }

    @Test
    void agentToldToStopEndsInOrder() throws Exception {
        // given
        enroll();
        agent.awaitReady();
        // when
        int exitCode = agent.stop();
        // then
        assertThat(exitCode).isEqualTo(128 + 15);
        assertThat(agent.log()).doesNotContain("in order", "Exception").contains("stopped");
    }

    @Test
    void statusTellsWhetherAnAmIsServed() throws Exception {
        // given
        enroll();
        int port = agent.awaitReady();
        // when
        Commands.Ended running = Commands.run(agent.command("agent", "status"));
        agent.stop();
        Commands.Ended stopped = Commands.run(agent.command("agent", "status"));
        // then
        assertThat(running.exitCode()).isZero();
        assertThat(running.output())
                .contains("listening at 127.0.0.1:" + port, "with " + MadeUpAm.URN + ", certificate until ");
        assertThat(stopped.exitCode()).isEqualTo(1);
        assertThat(stopped.output()).contains("not running", "with " + MadeUpAm.URN);
    }
}
