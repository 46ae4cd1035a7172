// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.rpc.EnrollmentClient;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SecondHost;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.IdentityFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine that has sshd and an engine becomes a host of a running AM by one command. */
@Tag("docker")
class HostInstallIT {
    private static final int PORT = 24750;
    private static final String CONFIG = "/etc/berth/agent.conf";

    @TempDir
    private Path folder;

    private SecondHost machine;
    private AmProcess am;

    @BeforeEach
    void start() throws Exception {
        machine = SecondHost.start();
        machine.takeBaseImage();
        ForeignFederation federation = new ForeignFederation(folder);
        am = new AmProcess(
                folder.resolve("am"),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = " + PORT,
                "max_containers = 2",
                "[enrollment]",
                "host = " + machine.addressOfThisMachine(),
                "port = " + freePort());
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void oneCommandMakesAMachineAHostTheSameAgainChangesNothingAndAnotherAgentIsReplacedOnlyIfThatIsMeant()
            throws IOException {
        // when
        String first = install();
        // then
        assertThat(first)
                .containsSubsequence(
                        "logged in as root",
                        "wrote /etc/berth/agent.conf",
                        "sent berth-agent.deb",
                        "installed berth-agent",
                        "enrolled as host2",
                        "started the agent in the background",
                        "host host2 is available, at " + machine.address() + ":11999");
        JsonNode host = show();
        assertThat(host.path("state").asText()).isEqualTo("available");
        assertThat(host.path("slots").asInt()).isEqualTo(3);
        assertThat(host.path("hostname").asText()).isEqualTo("host2.example.org");
        // when
        String again = install();
        // then
        assertThat(again)
                .containsSubsequence(
                        "agent.conf is there and stays as it is",
                        "the package is there",
                        "berth-agent is installed",
                        "enrolled as host2 before",
                        "the agent runs",
                        "host host2 is available");
        // when the AM says another password than the agent asks for
        am.control("host", "add", "host2", "--password-file=" + password("guess"));
        // then
        await().untilAsserted(() -> assertThat(show().path("trouble").asText())
                .contains("the password in the AM's configuration is not the agent's"));
        assertThat(machine.run("cat", "/var/log/berth-agent.log").output())
                .contains("the password in the AM's configuration is not the agent's")
                .doesNotContain("guess", "s3cret");
        assertThat(am.log()).doesNotContain("guess", "s3cret");
        // given its name was enrolled elsewhere meanwhile
        String here = show().path("agentKey").asText();
        assertThat(machine.run("/usr/share/berth-agent/bin/berth", "agent", "status", "--config", CONFIG)
                        .output())
                .contains("agent key        " + here);
        enrollAnother();
        String other = show().path("agentKey").asText();
        assertThat(other).isNotEqualTo(here);
        // when
        Commands.Ended refused = am.tryControl(command());
        // then
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.output())
                .contains("cannot enrol: host host2 is another agent's: the AM knows it by the key " + other)
                .contains("the agent here has the key " + here)
                .contains("--replace");
        assertThat(show().path("agentKey").asText()).isEqualTo(other);
        // when
        String replaced = am.control(
                Stream.concat(Stream.of(command()), Stream.of("--replace")).toArray(String[]::new));
        // then
        assertThat(replaced).containsSubsequence("enrolled as host2", "host host2 is available");
    }

    /** Another machine's agent takes the name, and goes away. */
    private void enrollAnother() throws IOException {
        String token = am.control("host", "enroll", "--json", "host2");
        new EnrollmentClient(new IdentityFolder(folder.resolve("other"), Clock.systemUTC()), Clock.systemUTC())
                .enroll(
                        EnrollmentToken.parse(
                                new ObjectMapper().readTree(token).path("token").asText()),
                        Optional.of("192.0.2.7"),
                        11999);
    }

    private Path password(String text) throws IOException {
        return Files.writeString(folder.resolve("password"), text);
    }

    private String install() throws IOException {
        return am.control(command());
    }

    private String[] command() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "host",
                "install",
                "root@" + machine.address(),
                "--name=host2",
                "--wait=5",
                "--package=../dockermaster-agent/target/berth-agent.deb",
                "--password-file=" + password("s3cret"),
                "--config-line=max_containers=3",
                "--config-line=node_ipv4_hostname=host2.example.org"));
        for (String option : List.of(
                "IdentityFile=" + machine.root().key(), "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")) {
            command.add("--ssh-option=" + option);
        }
        return command.toArray(String[]::new);
    }

    private JsonNode show() throws IOException {
        return new ObjectMapper().readTree(am.control("host", "show", "--json", "host2"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
