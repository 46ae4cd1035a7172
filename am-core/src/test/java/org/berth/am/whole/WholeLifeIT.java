package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.PrivateEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, driven by a client, certificates and credentials none of which our code made. */
@Tag("docker")
class WholeLifeIT {
    private static final String SLICE = ForeignFederation.urn("slice", "exp1");
    private static final List<String> WHOLE = List.of(SLICE);
    private static final Map<String, ?> GENI_3 = Map.of("geni_rspec_version", Map.of("type", "GENI", "version", "3"));
    private static final String REQUEST = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request">
              <node client_id="left" exclusive="false"><sliver_type name="docker-container"/></node>
              <node client_id="right" exclusive="false"><sliver_type name="docker-container"/>
                <services><execute shell="sh" command="echo done &gt; /tmp/proof"/></services></node>
            </rspec>
            """;

    @TempDir
    Path folder;

    private PrivateEngine engine;
    private AmProcess am;
    private PythonClient client;
    private SshUser alice;
    private Object credentials;

    @BeforeEach
    void start() throws Exception {
        Path federationFolder = Files.createDirectory(folder.resolve("federation"));
        ForeignFederation federation = new ForeignFederation(federationFolder);
        federation.issue("user", "alice");
        federation.issue("slice", "exp1");
        alice = SshUser.make(federationFolder, "alice");
        credentials = PythonClient.credentials(
                federation.credential("alice", "exp1", Instant.now().plus(20, ChronoUnit.DAYS)));
        engine = PrivateEngine.start();
        am = new AmProcess(
                folder.resolve("am"),
                federation.text("root.crt"),
                "docker_host = " + engine.dockerHost(),
                "starting_ipv4_port = 24100",
                "max_containers = 3",
                "ipv6_prefix = fd78:2410:0:1::/64");
        client = new PythonClient(folder, am.url(), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterEach
    void stop() {
        if (am != null) {
            am.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void twoSliversLiveThroughStopStartKillAndEngineRestart() {
        // given
        assertThat(client.succeed("GetVersion").get("geni_api").asInt()).isEqualTo(3);
        SentRspec.checkAdvertisement(
                client.succeed("ListResources", credentials, GENI_3).asText());

        // allocate and provision
        JsonNode allocated = client.succeed("Allocate", SLICE, credentials, REQUEST, Map.of());
        assertThat(allocated.get("geni_slivers")).hasSize(2);
        SentRspec.checkManifest(allocated.get("geni_rspec").asText());
        List<Map<String, ?>> users =
                List.of(Map.of("urn", ForeignFederation.urn("user", "alice"), "keys", List.of(alice.publicKey())));
        JsonNode provisioned = client.succeed(
                "Provision",
                WHOLE,
                credentials,
                Map.of("geni_rspec_version", GENI_3.get("geni_rspec_version"), "geni_users", users));
        SentRspec.checkManifest(provisioned.get("geni_rspec").asText());
        awaitAll("geni_ready");
        loggedIn("hostname > /home/alice/kept && sudo id -u", "0");
        await().untilAsserted(() -> assertThat(
                        alice.run("127.0.0.1", 24101, "cat /tmp/proof").output())
                .isEqualTo("done"));
        List<String> hostKeys = SshUser.hostKeys("127.0.0.1", 24100);
        assertThat(hostKeys).isNotEmpty();

        // stop and start
        action("geni_stop");
        awaitAll("geni_notready");
        assertThat(alice.run("127.0.0.1", 24100, "true").exitCode()).isNotZero();
        action("geni_start");
        awaitAll("geni_ready");
        loggedIn("test -s kept && echo kept", "kept");

        // the AM dies
        am.killAndStartAgain();
        awaitAll("geni_ready");
        loggedIn("test -s kept && echo kept", "kept");

        // the engine is restarted, then killed
        engine.stop();
        engine.startAgain();
        awaitAll("geni_ready");
        awaitLogin();
        engine.kill();
        engine.startAgain();
        awaitLogin();
        awaitAll("geni_ready");
        assertThat(SshUser.hostKeys("127.0.0.1", 24100)).isEqualTo(hostKeys);

        // reload takes a fresh disk and keeps the rest
        action("geni_reload");
        awaitAll("geni_ready");
        loggedIn("test -e kept || echo fresh", "fresh");
        assertThat(SshUser.hostKeys("127.0.0.1", 24100)).isEqualTo(hostKeys);

        // renew and delete
        String end = Instant.now()
                .plus(5, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        client.succeed("Renew", WHOLE, credentials, end, Map.of())
                .forEach(sliver ->
                        assertThat(sliver.get("geni_expires").asText()).isEqualTo(end));
        client.succeed("Delete", WHOLE, credentials, Map.of())
                .forEach(sliver -> assertThat(
                                sliver.get("geni_allocation_status").asText())
                        .isEqualTo("geni_unallocated"));
        assertThat(client.call("Status", WHOLE, credentials, Map.of())
                        .at("/code/geni_code")
                        .asInt())
                .isEqualTo(12);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> engine.tell(docker -> assertThat(
                                docker.listContainersCmd().withShowAll(true).exec())
                        .isEmpty()));
    }

    private void action(String name) {
        client.succeed("PerformOperationalAction", WHOLE, credentials, name, Map.of());
    }

    private void awaitAll(String state) {
        await("all slivers " + state)
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    JsonNode slivers = client.succeed("Status", WHOLE, credentials, Map.of())
                            .get("geni_slivers");
                    assertThat(slivers.findValuesAsText("geni_operational_status"))
                            .as(slivers.toString())
                            .containsExactly(state, state);
                });
    }

    /** After the engine's end Status may still say ready for a moment; the login says when it is so again. */
    private void awaitLogin() {
        await("login").atMost(Duration.ofMinutes(2)).untilAsserted(() -> loggedIn("echo in", "in"));
    }

    /** Logs in at every address that the manifest gives, ten seconds each. */
    private void loggedIn(String command, String output) {
        String manifest = client.succeed("Describe", WHOLE, credentials, GENI_3)
                .get("geni_rspec")
                .asText();
        List<Map<String, String>> logins = SentRspec.checkLogins(manifest);
        assertThat(logins).hasSize(4);
        logins.forEach(login -> assertThat(alice.run(
                                login.getOrDefault("hostname", ""),
                                Integer.parseInt(login.getOrDefault("port", "0")),
                                command)
                        .output())
                .as("%s at %s", command, login)
                .isEqualTo(output));
    }
}
