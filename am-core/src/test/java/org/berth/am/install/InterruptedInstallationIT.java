// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.testing.SecondHost;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A real machine over real ssh, and an AM whose tokens are none. */
@Tag("docker")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InterruptedInstallationIT {
    private static final AgentPackage PACKAGE =
            new AgentPackage(Path.of("../dockermaster-agent/target/berth-agent.deb"));
    private static final AgentSettings SETTINGS = new AgentSettings(List.of("max_containers=7"), Optional.empty());

    private static SecondHost host;

    private final List<String> output = new ArrayList<>();

    @BeforeAll
    static void startHost() {
        host = SecondHost.start();
    }

    @AfterAll
    static void stopHost() {
        host.close();
    }

    /** The first, because it finds a machine without an agent. */
    @Order(1)
    @Test
    void aFailureSaysWhatIsDoneAndTheNextRunDoesNotDoItAgain() {
        // when
        assertThatThrownBy(() -> install(sshOptions(), false))
                // then
                .hasMessageStartingWith("cannot enrol: ")
                .hasMessageContaining(
                        "Done so far: logged in as root; wrote /etc/berth/agent.conf; sent berth-agent.deb,")
                .hasMessageContaining("run the same again");
        assertThat(host.run("cat", "/etc/berth/agent.conf").output()).endsWith("[agent]\nmax_containers=7");
        assertThat(host.run("/usr/share/berth-agent/bin/berth", "version").exitCode())
                .isZero();
        // when
        output.clear();
        assertThatThrownBy(() -> install(sshOptions(), false)).hasMessageStartingWith("cannot enrol: ");
        // then
        assertThat(output)
                .containsExactly(
                        "logged in as root",
                        "/etc/berth/agent.conf is there and stays as it is",
                        "the package is there",
                        "berth-agent is installed");
    }

    @Test
    void aNameThatIsAnotherMachinesIsRefusedBeforeItsTokenIsAskedFor() {
        assertThatThrownBy(() -> install(sshOptions(), true))
                .hasMessageContaining(
                        "host host2 is another agent's: the AM knows it by the key ab12, at 192.0.2.7:11999,"
                                + " and no agent is enrolled here.")
                .hasMessageContaining("--replace");
    }

    @Test
    void aMachineThatLetsNobodyInIsSaidSoInSshsWords() {
        assertThatThrownBy(() -> install(List.of("-o", "PreferredAuthentications=password"), false))
                .hasMessageStartingWith("cannot log in: ")
                .hasMessageContaining("Done so far: nothing.");
    }

    private List<String> sshOptions() {
        List<String> options = new ArrayList<>();
        for (String option : List.of(
                "IdentityFile=" + host.root().key(), "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null")) {
            options.addAll(List.of("-o", option));
        }
        return options;
    }

    private void install(List<String> sshOptions, boolean nameIsTaken) throws IOException {
        AmHosts am = new AmHosts() {
            @Override
            public Optional<Seen> find(String name) {
                return nameIsTaken ? Optional.of(new Seen("ab12", true, "", "192.0.2.7:11999")) : Optional.empty();
            }

            @Override
            public void setPassword(String name, String password) {
                throw new AssertionError("there is none");
            }

            @Override
            public String token(String name) {
                return "no-token";
            }
        };
        RemoteMachine machine = new RemoteMachine("root@" + host.address(), sshOptions, line -> {});
        new Installation("host2", machine, am, Clock.systemUTC(), output::add)
                .run(SETTINGS, PACKAGE, false, Duration.ofMinutes(1));
    }
}
