// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.model.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the AM at a random moment of random calls, again and again on one state: each time wanted, store and
 * engine agree after the next start. A few rounds, or many with {@code BERTH_LONG=true}.
 */
@Tag("docker")
class KillRoundsIT {
    private static final int SLOTS = 4;
    private static final int ROUNDS = "true".equals(System.getenv("BERTH_LONG")) ? 40 : 3;
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
    private static final List<String> NAMES = List.of("kill1", "kill2");

    @TempDir
    Path folder;

    private final SliceContainers containers =
            SliceContainers.ofThoseWith(MachineEngine.dockerHost(), ForeignFederation.urn("slice", "kill"));
    private final Map<String, Object> credentials = new HashMap<>();
    private AmProcess am;
    private PythonClient client;

    @BeforeEach
    void start() throws Exception {
        ForeignFederation federation = new ForeignFederation(Files.createDirectory(folder.resolve("federation")));
        federation.issue("user", "alice");
        for (String name : NAMES) {
            federation.issue("slice", name);
            credentials.put(
                    name,
                    PythonClient.credentials(
                            federation.credential("alice", name, Instant.now().plus(9, ChronoUnit.DAYS))));
        }
        am = new AmProcess(
                folder.resolve("am"),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24850",
                "max_containers = " + SLOTS);
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        containers.remove();
    }

    @Test
    void killedAgainAndAgainItLosesAndLeavesNothing() {
        for (int round = 1; round <= ROUNDS; round++) {
            Random random = new Random(round);

            // when
            CompletableFuture<Void> death = CompletableFuture.runAsync(
                    am::kill, CompletableFuture.delayedExecutor(500 + random.nextInt(4_000), TimeUnit.MILLISECONDS));
            while (!death.isDone()) {
                callSomething(random);
            }
            am.startAgain();

            // then
            int seed = round;
            await("agreement after round with seed " + seed)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(found()).as("seed %s", seed).isEqualTo(wanted()));
        }
        NAMES.forEach(name -> call(name, "Delete", targets(name), credential(name), Map.of()));
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(containers.all()).isEmpty();
            assertThat(client.succeed("ListResources", credential("kill1"), GENI_3)
                            .asText())
                    .contains("type_slots=\"" + SLOTS + "\"");
        });
    }

    /** A call that may be refused, or cut off by the death of the AM. */
    private void callSomething(Random random) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        Object credential = credential(name);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> {
                String request =
                        "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n"
                                + random.nextInt(1_000) + "\"/></rspec>";
                call(name, "Allocate", ForeignFederation.urn("slice", name), credential, request, Map.of());
                call(name, "Provision", targets(name), credential, GENI_3);
            }
            case 3 -> call(name, "PerformOperationalAction", targets(name), credential, "geni_restart", Map.of());
            case 4 -> call(name, "PerformOperationalAction", targets(name), credential, "geni_reload", Map.of());
            case 5 -> call(name, "PerformOperationalAction", targets(name), credential, "geni_stop", Map.of());
            case 6 -> call(name, "PerformOperationalAction", targets(name), credential, "geni_start", Map.of());
            default -> call(name, "Delete", targets(name), credential, Map.of());
        }
    }

    private void call(String name, String method, Object... arguments) {
        try {
            JsonNode reply = client.call(method, arguments);
            assertThat(reply.at("/code/geni_code").asInt())
                    .as("%s of %s: %s", method, name, reply)
                    .isIn(0, 6, 12, 13);
        } catch (PythonClient.NoAnswer death) {
            // It died meanwhile: that is what this test is about.
        }
    }

    /** Which sliver's container should run, by the AM's word; throws while any sliver is on its way. */
    private Map<String, Boolean> wanted() {
        Map<String, Boolean> runs = new HashMap<>();
        for (String name : NAMES) {
            JsonNode described = client.succeed("Describe", targets(name), credential(name), GENI_3);
            described.get("geni_slivers").forEach(sliver -> {
                String state = sliver.get("geni_operational_status").asText();
                assertThat(state).as("%s", sliver).isIn("geni_ready", "geni_notready", "geni_pending_allocation");
                if (!state.equals("geni_pending_allocation")) {
                    runs.put(sliver.get("geni_sliver_urn").asText(), state.equals("geni_ready"));
                }
            });
        }
        return runs;
    }

    private Map<String, Boolean> found() {
        return containers.all().stream()
                .collect(Collectors.toMap(
                        container -> container.getLabels().getOrDefault("org.berth.sliver", ""), KillRoundsIT::runs));
    }

    private static boolean runs(Container container) {
        return "running".equals(container.getState());
    }

    private Object credential(String name) {
        return Objects.requireNonNull(credentials.get(name));
    }

    private static List<String> targets(String name) {
        return List.of(ForeignFederation.urn("slice", name));
    }
}
