// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.federation.ForeignFederation;
import org.berth.am.store.SqlStore;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AM, agents, engines, containers and cables die at random moments of random calls, again and again on one state: each time
 * wanted, store, agents and engines agree when all is back, and what was answered with 0 is so. Three rounds, or fifty with {@code
 * BERTH_LONG=true}; {@code BERTH_SEED} is the first one's seed.
 */
@Tag("docker")
class HostKillRoundsIT {
    private static final Logger log = LoggerFactory.getLogger(HostKillRoundsIT.class);
    private static final int ROUNDS = "true".equals(System.getenv("BERTH_LONG")) ? 50 : 3;
    private static final int FIRST_SEED =
            Integer.parseInt(Objects.requireNonNullElse(System.getenv("BERTH_SEED"), "1"));
    private static final List<String> SLICES = List.of("kill1", "kill2");
    private static final Pattern LOGIN = Pattern.compile("hostname=\"(10\\.77\\.0\\.\\d+)\" port=\"(\\d+)\"");
    private static final List<String> HOSTS = List.of("a", "b");
    private static final List<String> ACTIONS = List.of(
            "geni_update_users",
            "geni_update_users",
            "geni_update_users",
            "geni_reload",
            "geni_restart",
            "geni_stop",
            "geni_start");

    @TempDir
    Path folder;

    private final Promises promises = new Promises();
    private final Map<String, SshUser> bobs = new HashMap<>();
    private HostWorld world;
    private int nodes;

    @BeforeEach
    void start() throws Exception {
        world = new HostWorld(folder, SLICES.toArray(String[]::new));
        HOSTS.forEach(world::addHost);
        List.of("first", "second").forEach(key -> bobs.put(key, SshUser.make(folder, "bob")));
    }

    @AfterEach
    void stop() {
        if (world != null) {
            world.close();
        }
    }

    @Test
    void whateverDiesNothingIsLostAndNothingIsLeft() {
        for (int seed = FIRST_SEED; seed < FIRST_SEED + ROUNDS; seed++) {
            Random random = new Random(seed);
            int delay = 500 + random.nextInt(4_000);
            // Each kind in its turn, so that few rounds know most of them.
            Trouble trouble = Trouble.values()[seed % Trouble.values().length];
            String host = HOSTS.get(random.nextInt(HOSTS.size()));
            log.info("seed {}: {} of {} after {} ms", seed, trouble, host, delay);

            // when
            CompletableFuture<Void> strike = CompletableFuture.runAsync(
                    () -> strike(trouble, host), CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS));
            while (!strike.isDone()) {
                callSomething(random);
            }
            strike.join();
            callSomething(random);
            mend(trouble, host);

            // then
            int played = seed;
            await("agreement after round with seed " + seed)
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(
                            () -> assertThat(found()).as("seed %s", played).isEqualTo(wanted()));
            await("what was answered, after round with seed " + seed)
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> promises.check(kept()));
        }
        SLICES.forEach(slice -> call("Delete", HostWorld.whole(slice), world.credential(slice), Map.of()));
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(found()).isEmpty());
        world.close();
        assertNothingIsPromised();
    }

    /** What may happen to a world. */
    private enum Trouble {
        AM_KILLED,
        AGENT_KILLED,
        BOTH_KILLED,
        CUT_OFF,
        LOSSY,
        ENGINE_KILLED,
        CONTAINERS_KILLED
    }

    private void strike(Trouble trouble, String host) {
        switch (trouble) {
            case AM_KILLED -> world.am.kill();
            case AGENT_KILLED -> world.agent(host).kill();
            case BOTH_KILLED -> {
                world.agent(host).kill();
                world.am.kill();
            }
            case CUT_OFF -> world.machines.cut(host);
            case LOSSY -> world.machines.lossy(host);
            case ENGINE_KILLED -> world.machines.engine(host, "kill");
            case CONTAINERS_KILLED -> killContainers(host);
        }
    }

    private void mend(Trouble trouble, String host) {
        switch (trouble) {
            case AM_KILLED -> world.am.startAgain();
            case AGENT_KILLED -> world.agent(host).start();
            case BOTH_KILLED -> {
                world.am.startAgain();
                world.agent(host).start();
            }
            case CUT_OFF, LOSSY -> world.machines.join(host);
            case ENGINE_KILLED -> world.machines.engine(host, "start");
            case CONTAINERS_KILLED -> {
                // The AM is to start them again.
            }
        }
    }

    private void killContainers(String host) {
        MachineEngine.tell(
                world.machines.dockerHost(host),
                client -> containersOn(host).stream()
                        .filter(container -> "running".equals(container.getState()))
                        .forEach(container -> {
                            try {
                                client.killContainerCmd(container.getId()).exec();
                            } catch (DockerException e) {
                                log.info("it ended by itself: {}", e.getMessage());
                            }
                        }));
    }

    /** A call that may be refused, or cut off by the death of the AM. */
    private void callSomething(Random random) {
        String slice = SLICES.get(random.nextInt(SLICES.size()));
        Object credential = world.credential(slice);
        List<String> whole = HostWorld.whole(slice);
        List<String> slivers = promises.of(slice);
        int chance = random.nextInt(12);
        if (chance == 0) {
            Optional<JsonNode> reply = call("Delete", whole, credential, Map.of());
            if (reply.isEmpty() || succeeded(reply.get())) {
                promises.deleted(slice, reply.isPresent());
            }
        } else if (chance < 4 || slivers.isEmpty()) {
            String host = List.of("", "a", "b").get(random.nextInt(3));
            String request = HostWorld.request(HostWorld.node("n" + nodes++, host));
            call("Allocate", whole.get(0), credential, request, Map.of());
            call("Provision", whole, credential, world.withAlice())
                    .filter(HostKillRoundsIT::succeeded)
                    .ifPresent(reply -> promises.provisioned(slice, reply.at("/value/geni_slivers")));
        } else {
            act(random, slivers.get(random.nextInt(slivers.size())), credential);
        }
    }

    private void act(Random random, String sliver, Object credential) {
        String action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        String key = random.nextBoolean() ? "first" : "second";
        List<String> keys = List.of(Objects.requireNonNull(bobs.get(key)).publicKey());
        Map<String, ?> options = action.equals("geni_update_users")
                ? Map.of("geni_users", List.of(Map.of("urn", ForeignFederation.urn("user", "bob"), "keys", keys)))
                : Map.of();
        Optional<JsonNode> reply = call("PerformOperationalAction", List.of(sliver), credential, action, options);
        if (reply.isEmpty() || succeeded(reply.get())) {
            promises.acted(sliver, action, key, reply.isPresent());
        }
    }

    private static boolean succeeded(JsonNode reply) {
        return reply.at("/code/geni_code").asInt(-1) == 0;
    }

    /** The reply; empty if none came. */
    private Optional<JsonNode> call(String method, Object... arguments) {
        try {
            JsonNode reply = world.call(method, arguments);
            assertThat(reply.at("/code/geni_code").asInt())
                    .as("%s: %s", method, reply)
                    .isIn(0, 6, 11, 12, 13);
            return Optional.of(reply);
        } catch (PythonClient.NoAnswer death) {
            // It died meanwhile: that is what this test is about.
            return Optional.empty();
        }
    }

    /** Each provisioned sliver as it is, for the promises that were made of it. */
    private Map<String, Promises.Found> kept() {
        Map<String, Integer> generations = new HashMap<>();
        HOSTS.forEach(host -> containersOn(host)
                .forEach(container -> generations.put(
                        container.getLabels().get("org.berth.sliver"),
                        Integer.parseInt(container.getLabels().get("org.berth.generation")))));
        Map<String, Promises.Found> kept = new HashMap<>();
        for (String slice : SLICES) {
            JsonNode described =
                    world.succeed("Describe", HostWorld.whole(slice), world.credential(slice), HostWorld.GENI_3);
            String manifest = described.get("geni_rspec").asText();
            described.get("geni_slivers").forEach(sliver -> {
                String urn = sliver.get("geni_sliver_urn").asText();
                String state = sliver.get("geni_operational_status").asText();
                if (!state.equals("geni_pending_allocation")) {
                    int generation = generations.getOrDefault(urn, 0);
                    kept.put(urn, new Promises.Found(slice, state, generation, () -> keyInForce(manifest, urn)));
                }
            });
        }
        return kept;
    }

    /** Which of bob's keys lets him in. */
    private String keyInForce(String manifest, String urn) {
        String[] login = login(manifest, urn).split(":", 2);
        List<String> inForce = bobs.keySet().stream()
                .sorted()
                .filter(key -> isLetIn(Objects.requireNonNull(bobs.get(key)), login))
                .toList();
        assertThat(isLetIn(world.alice, login)).as("alice at %s", urn).isTrue();
        assertThat(inForce).as("bob's keys at %s", urn).hasSizeLessThan(2);
        return inForce.isEmpty() ? Promises.NO_KEY : inForce.get(0);
    }

    private boolean isLetIn(SshUser user, String[] login) {
        List<String> ssh = user.command(login[0], Integer.parseInt(login[1]), "true");
        return Commands.run(world.machines.machine("user").run(ssh)).exitCode() == 0;
    }

    /** Where and how each sliver should be, by the AM's word; throws while any is on its way. */
    private Set<String> wanted() {
        Set<String> wanted = new HashSet<>();
        for (String slice : SLICES) {
            JsonNode described =
                    world.succeed("Describe", HostWorld.whole(slice), world.credential(slice), HostWorld.GENI_3);
            String manifest = described.get("geni_rspec").asText();
            described.get("geni_slivers").forEach(sliver -> {
                String urn = sliver.get("geni_sliver_urn").asText();
                String state = sliver.get("geni_operational_status").asText();
                assertThat(state).as("%s", sliver).isIn("geni_ready", "geni_notready", "geni_pending_allocation");
                if (!state.equals("geni_pending_allocation")) {
                    wanted.add(urn + " " + login(manifest, urn) + " runs:" + state.equals("geni_ready"));
                }
            });
        }
        return wanted;
    }

    /** Host address and port of the login that a manifest gives of a sliver over IPv4. */
    private static String login(String manifest, String urn) {
        int node = manifest.indexOf("sliver_id=\"" + urn + "\"");
        String rest = manifest.substring(node, manifest.indexOf("</node>", node));
        Matcher login = LOGIN.matcher(rest);
        assertThat(login.find()).as(rest).isTrue();
        return login.group(1) + ":" + login.group(2);
    }

    /** Where and how each container is, by the engines' word. */
    private Set<String> found() {
        Set<String> found = new HashSet<>();
        for (String host : HOSTS) {
            String address = world.machines.machine(host).address();
            for (Container container : containersOn(host)) {
                boolean added = found.add(container.getLabels().get("org.berth.sliver") + " " + address + ":"
                        + container.getLabels().get("org.berth.port") + " runs:"
                        + "running".equals(container.getState()));
                assertThat(added).as("made twice: %s", container).isTrue();
            }
        }
        return found;
    }

    private List<Container> containersOn(String host) {
        return SliceContainers.ofThoseWith(world.machines.dockerHost(host), ForeignFederation.urn("slice", ""))
                .all();
    }

    /** In the files of the AM and of both agents. */
    private void assertNothingIsPromised() {
        try (SqlStore store = SqlStore.open(world.am.folder().resolve("state"))) {
            assertThat(held(store)).isEmpty();
        }
        for (String host : HOSTS) {
            try (HostState state = HostState.open(world.agent(host).folder().resolve("state"))) {
                assertThat(state.reservedPorts())
                        .as("ports promised by %s", host)
                        .isEmpty();
            }
        }
    }

    private static Map<String, Integer> held(SqlStore store) {
        Map<String, Integer> used =
                new HashMap<>(store.read(tables -> tables.hosts().used()));
        used.values().removeIf(slots -> slots == 0);
        return used;
    }
}
