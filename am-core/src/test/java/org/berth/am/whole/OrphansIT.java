// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AM's database is lost while containers run: they run on, and an admin says what becomes of each. */
@Tag("docker")
class OrphansIT {
    private static final String NAME = "orphans.example.org";
    private static final int PORT = 24700;
    private static final List<String> WHOLE = List.of(ForeignFederation.urn("slice", "exp1"));
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
    private static final String REQUEST = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request">
              <node client_id="left"/><node client_id="right"/>
            </rspec>
            """;

    @TempDir
    Path folder;

    private AmProcess am;
    private PythonClient client;
    private SshUser alice;
    private Object credentials;

    @BeforeEach
    void start() throws Exception {
        ForeignFederation federation = new ForeignFederation(folder);
        federation.issue("user", "alice");
        federation.issue("slice", "exp1");
        alice = SshUser.make(folder, "alice");
        credentials = PythonClient.credentials(
                federation.credential("alice", "exp1", Instant.now().plus(20, ChronoUnit.DAYS)));
        am = new AmProcess(
                folder.resolve("am"),
                NAME,
                List.of(),
                federation.text("root.crt"),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = " + PORT,
                "max_containers = 2");
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        MachineEngine.tell(
                MachineEngine.dockerHost(),
                docker -> containers()
                        .forEach(container -> docker.removeContainerCmd(container.getId())
                                .withForce(true)
                                .exec()));
    }

    @Test
    void containersOutliveTheDatabaseAndAreAdoptedOrRemovedOnAnAdminsWord() throws Exception {
        // given
        String left = urn(ready(), "left");
        String right = urn(status(), "right");
        List<String> before = ids();

        // when
        loseDatabase();
        am.startAgain();
        am.killAndStartAgain();

        // then they are reported, and left alone
        assertThat(orphans()).containsExactlyInAnyOrder(left, right);
        assertThat(am.control("orphans", "list")).contains(left, right, "node left of " + WHOLE.get(0));
        assertThat(code("Status")).isEqualTo(12);
        assertThat(ids()).isEqualTo(before);
        loggedIn(alice, PORT);
        loggedIn(alice, PORT + 1);

        // one is taken back, with its user's login
        assertThat(am.control("orphans", "adopt", "--days", "2", left)).contains("adopted " + left + " until ");
        JsonNode adopted = status();
        assertThat(adopted.findValuesAsText("geni_sliver_urn")).containsExactly(left);
        assertThat(Instant.parse(adopted.at("/0/geni_expires").asText()))
                .isBetween(Instant.now().plus(1, ChronoUnit.DAYS), Instant.now().plus(2, ChronoUnit.DAYS));
        String manifest = client.succeed("Describe", WHOLE, credentials, GENI_3)
                .get("geni_rspec")
                .asText();
        SentRspec.checkManifest(manifest);
        assertThat(SentRspec.checkLogins(manifest)).singleElement().satisfies(login -> {
            assertThat(login).containsEntry("username", "alice");
            loggedIn(alice, Integer.parseInt(login.getOrDefault("port", "0")));
        });
        assertThatThrownBy(() -> am.control("orphans", "adopt", left)).hasMessageContaining("no orphan " + left);

        // and lives on as any other
        SshUser newKey = SshUser.make(folder, "alice");
        action("geni_update_users", newKey);
        await().untilAsserted(() -> loggedIn(newKey, PORT));
        assertThat(alice.run("127.0.0.1", PORT, "true").exitCode()).isNotZero();
        action("geni_reload", newKey);
        awaitReady();
        loggedIn(newKey, PORT);
        client.succeed("Delete", WHOLE, credentials, Map.of());
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(containers()).hasSize(1));

        // the other is still there, until it is removed
        assertThat(before).containsAll(ids());
        loggedIn(alice, PORT + 1);
        assertThat(am.control("orphans", "remove", right)).contains("removed " + right);
        assertThat(containers()).isEmpty();
    }

    /** Two slivers, ready. */
    private JsonNode ready() {
        client.succeed("Allocate", WHOLE.get(0), credentials, REQUEST, Map.of());
        client.succeed(
                "Provision",
                WHOLE,
                credentials,
                Map.of("geni_rspec_version", GENI_3.get("geni_rspec_version"), "geni_users", users(alice)));
        return awaitReady();
    }

    private static List<Map<String, ?>> users(SshUser user) {
        return List.of(Map.of("urn", ForeignFederation.urn("user", "alice"), "keys", List.of(user.publicKey())));
    }

    private void action(String name, SshUser user) {
        client.succeed("PerformOperationalAction", WHOLE, credentials, name, Map.of("geni_users", users(user)));
    }

    private JsonNode awaitReady() {
        await("all slivers ready")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(status().findValuesAsText("geni_operational_status"))
                        .as(status().toString())
                        .containsOnly("geni_ready"));
        return status();
    }

    private JsonNode status() {
        return client.succeed("Status", WHOLE, credentials, Map.of()).get("geni_slivers");
    }

    private int code(String method) {
        return client.call(method, WHOLE, credentials, Map.of())
                .at("/code/geni_code")
                .asInt();
    }

    /** The sliver of a node, by the label of its container. */
    private static String urn(JsonNode slivers, String node) {
        String urn = containers().stream()
                .map(Container::getLabels)
                .filter(labels -> node.equals(labels.get("org.berth.node")))
                .map(labels -> labels.getOrDefault("org.berth.sliver", ""))
                .findFirst()
                .orElseThrow();
        assertThat(slivers.findValuesAsText("geni_sliver_urn")).contains(urn);
        return urn;
    }

    private void loseDatabase() {
        am.kill();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(am.folder().resolve("state"), "am.db*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ours: the engine may have those of others. */
    private List<String> orphans() throws IOException {
        List<String> urns = new ArrayList<>();
        String json = am.control("orphans", "list", "--json");
        new ObjectMapper().readTree(json).forEach(orphan -> {
            if (orphan.path("am").asText().contains(NAME)) {
                urns.add(orphan.path("sliver").asText());
            }
        });
        return urns;
    }

    private static void loggedIn(SshUser user, int port) {
        assertThat(user.run("127.0.0.1", port, "id -un").output())
                .as("login at port %s", port)
                .isEqualTo(user.login());
    }

    private static List<String> ids() {
        return containers().stream()
                .map(container -> container.getId() + container.getState())
                .sorted()
                .toList();
    }

    private static List<Container> containers() {
        return MachineEngine.ask(
                MachineEngine.dockerHost(),
                docker -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .filter(container -> container
                                .getLabels()
                                .getOrDefault("org.berth.am", "")
                                .contains(NAME))
                        .toList());
    }
}
