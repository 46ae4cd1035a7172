// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.rpc.EnrollmentClient;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.EvilAgent;
import org.berth.dockermaster.testing.HonestAnswers;
import org.berth.dockermaster.testing.HostileAnswers;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host in hostile hands and a hostile container beside them: two other slices do not notice. */
@Tag("docker")
class EvilNeighboursIT {
    private static final String NAME = "evil-neighbours.example.org";
    private static final int PORT = 24750;
    private static final int ENROLLMENT_PORT = 24760;
    private static final int AGENT_PORT = 24761;
    private static final String EVIL = "evil";
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));

    /** Makes every later change of accounts take as long as it may. */
    private static final String HANG = "sudo sh -c 'printf \"#!/bin/sh\\nsleep 58\\n\" > /usr/sbin/useradd'";

    private static final String FLOOD =
            "sudo sh -c 'yes 2>/dev/null | head -c 30000000 > /proc/1/fd/1' > /dev/null 2>&1 < /dev/null &";

    @TempDir
    Path folder;

    private final Map<String, Object> credentials = new HashMap<>();
    private AmProcess am;
    private PythonClient client;
    private SshUser alice;
    private final List<EvilAgent> agents = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        ForeignFederation federation = new ForeignFederation(Files.createDirectory(folder.resolve("federation")));
        federation.issue("user", "alice");
        for (String slice : List.of("one", "two", EVIL)) {
            federation.issue("slice", slice);
            credentials.put(
                    slice,
                    PythonClient.credentials(
                            federation.credential("alice", slice, Instant.now().plus(9, ChronoUnit.DAYS))));
        }
        alice = SshUser.make(folder, "alice");
        am = new AmProcess(
                folder.resolve("am"),
                NAME,
                List.of("-Xmx256m"),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = " + PORT,
                "max_containers = 5",
                "[enrollment]",
                "host = 127.0.0.1",
                "port = " + ENROLLMENT_PORT);
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        agents.forEach(EvilAgent::close);
        if (am != null) {
            am.close();
        }
        MachineEngine.tell(
                MachineEngine.dockerHost(),
                docker ->
                        docker
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(List.of("org.berth.am"))
                                .exec()
                                .stream()
                                .filter(container -> String.valueOf(
                                                container.getLabels().get("org.berth.sliver"))
                                        .contains(NAME))
                                .forEach(container -> docker.removeContainerCmd(container.getId())
                                        .withForce(true)
                                        .exec()));
    }

    @ParameterizedTest
    @ValueSource(longs = 20261129)
    void otherSlicesLiveFromAllocateToDelete(long seed) throws Exception {
        // given a host that answers with anything, one that does so as soon as it is trusted, and a container that does
        // what it can
        HonestAnswers honest = new HonestAnswers("evil.example.org", 24800, 500);
        HostileAnswers hostile = new HostileAnswers(seed, honest, true);
        serve(EVIL, AGENT_PORT, hostile);
        serve("liar", AGENT_PORT + 1, (method, request, reply) -> {
            if (method.equals("Describe")) {
                honest.answer(method, request, reply);
            } else {
                hostile.answer(method, request, reply);
            }
        });
        make(EVIL);
        Map<String, String> evil = login(EVIL);
        run(evil, HANG);
        run(evil, FLOOD);
        client.succeed(
                "PerformOperationalAction",
                whole(EVIL),
                credential(EVIL),
                "geni_update_users",
                Map.of("geni_users", List.of(user("alice"), user("bob"), user("carol"))));

        // when two others come
        make("one");
        make("two");

        // then they have all that they would have alone
        for (String slice : List.of("one", "two")) {
            assertThat(run(login(slice), "id -un")).isEqualTo("alice");
            client.succeed("PerformOperationalAction", whole(slice), credential(slice), "geni_restart", Map.of());
            awaitReady(slice);
            assertThat(run(login(slice), "sudo id -u")).isEqualTo("0");
            client.succeed("Delete", whole(slice), credential(slice), Map.of());
            JsonNode gone = client.call("Status", whole(slice), credential(slice), Map.of());
            assertThat(gone.at("/code/geni_code").asInt()).isEqualTo(12);
        }
        await("both hosts are shown as what they are")
                .atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(am.control("host", "list"))
                        .containsPattern("evil +misbehaving")
                        .containsPattern("liar +misbehaving"));
        assertThat(am.isAlive()).isTrue();
        assertThat(am.control("host", "list")).containsPattern("host1 +available");
    }

    private void serve(String host, int port, EvilAgent.Answers answers) throws Exception {
        String token = HostWorld.json(am.control("host", "enroll", host, "--json"))
                .get("token")
                .asText();
        IdentityFolder identity = new IdentityFolder(folder.resolve("agent-" + host), Clock.systemUTC());
        new EnrollmentClient(identity, Clock.systemUTC())
                .enroll(EnrollmentToken.parse(token), Optional.of("127.0.0.1"), port);
        agents.add(new EvilAgent(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                identity.find().orElseThrow(),
                answers));
    }

    private Object credential(String slice) {
        return Objects.requireNonNull(credentials.get(slice), slice);
    }

    private static List<String> whole(String slice) {
        return List.of(ForeignFederation.urn("slice", slice));
    }

    private Map<String, ?> user(String name) {
        return Map.of("urn", ForeignFederation.urn("user", name), "keys", List.of(alice.publicKey()));
    }

    /** Allocates a node on the honest host, provisions it, and waits until it is ready. */
    private void make(String slice) {
        String urn = "urn:publicid:IDN+" + NAME;
        String request = "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\""
                + " component_id=\"" + urn + "+node+host1\" component_manager_id=\"" + urn
                + "+authority+am\"/></rspec>";
        client.succeed("Allocate", whole(slice).get(0), credential(slice), request, Map.of());
        client.succeed(
                "Provision",
                whole(slice),
                credential(slice),
                Map.of("geni_rspec_version", GENI_3.get("geni_rspec_version"), "geni_users", List.of(user("alice"))));
        awaitReady(slice);
    }

    private void awaitReady(String slice) {
        await(slice + " is ready")
                .atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    JsonNode status = client.succeed("Status", whole(slice), credential(slice), Map.of());
                    assertThat(status.findValuesAsText("geni_operational_status"))
                            .as(status.toString())
                            .containsOnly("geni_ready");
                });
    }

    private Map<String, String> login(String slice) {
        String manifest = client.succeed("Describe", whole(slice), credential(slice), GENI_3)
                .get("geni_rspec")
                .asText();
        return SentRspec.checkLogins(manifest).get(0);
    }

    private String run(Map<String, String> login, String command) {
        List<String> ssh = alice.command("127.0.0.1", Integer.parseInt(login.getOrDefault("port", "0")), command);
        return Commands.run(ssh).output().strip();
    }
}
