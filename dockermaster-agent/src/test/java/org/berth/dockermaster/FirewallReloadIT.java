// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.UUID;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.JavaPrograms;
import org.berth.dockermaster.testing.SecondHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host on which somebody reloads a firewall, which clears all rules that are not its own. */
@Tag("docker")
@Timeout(600)
class FirewallReloadIT {
    private static final String CLEAR = "iptables -F; iptables -t nat -F; iptables -X; iptables -t nat -X";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private SecondHost machine;
    private Process program;
    private BufferedReader answers;
    private BufferedWriter orders;

    /** A host in the second machine: each line that it reads is an order, each line on stdout an answer. */
    static final class Program {
        private static final int FIRST_PORT = 23000;

        private Program() {}

        public static void main(String[] arguments) throws IOException {
            HostSettings settings = new HostSettings(
                    "second",
                    8,
                    FIRST_PORT,
                    "host.example.org",
                    Optional.empty(),
                    "unix:///run/docker.sock",
                    Optional.empty(),
                    Path.of("/tmp/state"));
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (LocalDockerMaster host = LocalDockerMaster.open(settings, Clock.systemUTC())) {
                for (String order = in.readLine(); order != null; order = in.readLine()) {
                    String answer;
                    try {
                        answer = order.equals("describe") ? described(host) : made(host, order);
                    } catch (DockerMasterException e) {
                        answer = e.kind() + " " + e.getMessage();
                    }
                    System.out.println("ANSWER " + answer.replace('\n', ' '));
                }
            }
        }

        private static String described(DockerMaster host) {
            return host.describe().problems().cannotStart().orElse("good");
        }

        private static String made(DockerMaster host, String name) {
            SliverSpec spec = new SliverSpec(
                    "urn:publicid:IDN+second.test+authority+am x",
                    "urn:publicid:IDN+second.test+sliver+"
                            + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
                    "urn:publicid:IDN+second.test+slice+one",
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
                    new Endpoint(FIRST_PORT, "02:00:00:00:00:0" + (name.length() % 10), Optional.empty()),
                    List.of(),
                    0);
            host.create(spec.at(host.reserve(spec)));
            return "made";
        }
    }

    @BeforeEach
    void startHost() throws IOException {
        machine = SecondHost.start();
        machine.takeBaseImage();
        List<String> command = JavaPrograms.command(List.of(), Program.class, List.of());
        program = new ProcessBuilder(machine.inside(command.toArray(String[]::new)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = program.inputReader(StandardCharsets.UTF_8);
        orders = program.outputWriter(StandardCharsets.UTF_8);
    }

    @AfterEach
    void stopHost() {
        if (program != null) {
            program.destroyForcibly().onExit().join();
        }
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    void berthsRulesComeBackAndTheEnginesAreMissedUntilItIsRestarted() {
        // given
        assertThat(ask("describe")).isEqualTo("good");
        assertThat(ask("a")).isEqualTo("made");
        List<String> before = berthsRules();
        assertThat(before).isNotEmpty();

        // when: nobody asks the host anything
        machine.run("sh", "-c", CLEAR);

        // then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(berthsRules()).containsExactlyInAnyOrderElementsOf(before));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ask("describe")).contains("restart the engine"));
        assertThat(ask("bb")).startsWith("UNREACHABLE").contains("restart the engine");

        // and when the engine sets its rules again
        machine.restartEngine();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(ask("describe")).isEqualTo("good"));
        assertThat(ask("bb")).isEqualTo("made");
    }

    private List<String> berthsRules() {
        return machine.run("iptables-save")
                .output()
                .lines()
                .filter(line -> line.contains("BERTH"))
                .map(line -> line.replaceFirst(" \\[.*", ""))
                .toList();
    }

    private String ask(String order) {
        try {
            orders.write(order + "\n");
            orders.flush();
            String line = answers.readLine();
            while (line != null && !line.startsWith("ANSWER ")) {
                line = answers.readLine();
            }
            return line == null ? "the program ended" : line.substring("ANSWER ".length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
