// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.berth.am.federation.ForeignFederation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with an engine and an agent each, the AM and the user elsewhere: four machines. */
@Tag("docker")
class TwoHostsIT {
    private static final String FIRST = "first";
    private static final String BOTH = "both";

    @TempDir
    Path folder;

    private HostWorld world;

    @BeforeEach
    void start() throws Exception {
        world = new HostWorld(folder, FIRST, BOTH);
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void hostsComeAndGoAndNoSliverIsTouchedOrLost() throws IOException {
        // ten slivers on the first host, with somebody logged in at each
        world.addHost("a");
        world.make(
                FIRST,
                IntStream.range(0, 10)
                        .mapToObj(i -> HostWorld.node("n" + i, ""))
                        .toArray(String[]::new));
        world.awaitAll(FIRST, "geni_ready");
        List<Session> sessions = new ArrayList<>();
        for (Map<String, String> login : world.logins(FIRST)) {
            if (login.getOrDefault("hostname", "").equals("10.77.0.11")) {
                sessions.add(new Session(login));
            }
        }
        assertThat(sessions).hasSize(10);

        // the second host comes: nobody is cut off
        world.addHost("b");
        for (Session session : sessions) {
            session.answers();
            session.close();
        }

        // a slice on both, logins over IPv4 and IPv6
        world.make(BOTH, HostWorld.node("left", "a"), HostWorld.node("right", "b"));
        world.awaitAll(BOTH, "geni_ready");
        List<Map<String, String>> logins = world.logins(BOTH);
        assertThat(logins).hasSize(4);
        assertThat(logins)
                .extracting(login -> login.getOrDefault("hostname", ""))
                .contains("10.77.0.11", "10.77.0.12")
                .anyMatch(name -> name.startsWith("fd77::a:"))
                .anyMatch(name -> name.startsWith("fd77::b:"));
        logins.forEach(login ->
                assertThat(world.at(login, "sudo id -u")).as("%s", login).isEqualTo("0"));

        // the second is cut off: it is said so, what is there stays, the other host goes on
        world.machines.cut("b");
        world.awaitAvailable("b", false);
        JsonNode away = sliver(BOTH, "right");
        assertThat(away.get("geni_operational_status").asText()).isEqualTo("geni_ready");
        assertThat(away.get("geni_error").asText()).contains("host b has not been reachable since");
        assertThat(sliver(BOTH, "left").get("geni_error").asText()).isEmpty();
        JsonNode refused = world.call(
                "Allocate",
                HostWorld.whole(BOTH).get(0),
                world.credential(BOTH),
                HostWorld.request(HostWorld.node("more", "b")),
                Map.of());
        assertThat(refused.at("/code/geni_code").asInt()).as("%s", refused).isEqualTo(11);
        world.succeed(
                "PerformOperationalAction",
                List.of(sliver(BOTH, "left").get("geni_sliver_urn").asText()),
                world.credential(BOTH),
                "geni_restart",
                Map.of());
        await().atMost(Duration.ofMinutes(1))
                .until(() -> sliver(BOTH, "left")
                        .get("geni_operational_status")
                        .asText()
                        .equals("geni_ready"));

        // a Delete meanwhile is carried out when it is back
        world.succeed("Delete", HostWorld.whole(BOTH), world.credential(BOTH), Map.of());
        assertThat(containersOn("b")).hasSize(1);
        world.machines.join("b");
        world.awaitAvailable("b", true);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(containersOn("b")).isEmpty());
        assertThat(containersOn("a")).hasSize(10);
    }

    @Test
    void hostThatComesBackEmptyHasItsSliversFailed() {
        // given
        world.addHost("a");
        world.make(FIRST, HostWorld.node("lost", ""));
        world.awaitAll(FIRST, "geni_ready");

        // when its disk is replaced
        SliceContainers.ofThoseWith(world.machines.dockerHost("a"), ForeignFederation.urn("slice", ""))
                .remove();

        // then
        world.awaitAll(FIRST, "geni_failed");
        assertThat(sliver(FIRST, "lost").get("geni_error").asText()).contains("geni_reload");
        assertThat(containersOn("a")).isEmpty();
    }

    private List<?> containersOn(String host) {
        return SliceContainers.ofThoseWith(world.machines.dockerHost(host), ForeignFederation.urn("slice", ""))
                .all();
    }

    /** What Status says of the sliver of a node. */
    private JsonNode sliver(String slice, String clientId) {
        JsonNode described =
                world.succeed("Describe", HostWorld.whole(slice), world.credential(slice), HostWorld.GENI_3);
        String manifest = described.get("geni_rspec").asText();
        for (JsonNode sliver : described.get("geni_slivers")) {
            String urn = sliver.get("geni_sliver_urn").asText();
            int at = manifest.indexOf("sliver_id=\"" + urn + "\"");
            int start = manifest.lastIndexOf("<node", at);
            if (manifest.substring(start, manifest.indexOf('>', at)).contains("client_id=\"" + clientId + "\"")) {
                return sliver;
            }
        }
        throw new AssertionError("no node " + clientId + " in " + manifest);
    }

    /** Somebody who is logged in and stays so. */
    private final class Session {
        private final Process ssh;
        private final BufferedReader output;

        Session(Map<String, String> login) throws IOException {
            ssh = new ProcessBuilder(world.machines.machine("user").run(world.ssh(login, "cat"))).start();
            output = new BufferedReader(new InputStreamReader(ssh.getInputStream(), StandardCharsets.UTF_8));
            answers();
        }

        void answers() throws IOException {
            ssh.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
            ssh.getOutputStream().flush();
            assertThat(output.readLine()).isEqualTo("still here");
        }

        void close() {
            ssh.destroy();
        }
    }
}
