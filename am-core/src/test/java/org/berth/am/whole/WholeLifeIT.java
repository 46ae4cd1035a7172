// SPDX-License-Identifier: Apache-2.0
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.PrivateEngine;
import org.berth.dockermaster.testing.SshUser;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

    private static final String ONE_NODE = """
            <rspec xmlns="http://www.geni.net/resources/rspec/3" type="request"><node client_id="n"/></rspec>
            """;

    @TempDir
    static Path folder;

    private static ForeignFederation federation;
    private static PrivateEngine engine;
    private static AmProcess am;
    private static PythonClient client;
    private static PythonClient v2;
    private static SshUser alice;
    private static List<Map<String, ?>> users;

    @BeforeAll
    static void start() throws Exception {
        Path federationFolder = Files.createDirectory(folder.resolve("federation"));
        federation = new ForeignFederation(federationFolder);
        federation.issue("user", "alice");
        alice = SshUser.make(federationFolder, "alice");
        users = List.of(Map.of("urn", ForeignFederation.urn("user", "alice"), "keys", List.of(alice.publicKey())));
        engine = PrivateEngine.start();
        am = new AmProcess(
                folder.resolve("am"),
                federation.text("root.crt"),
                "docker_host = " + engine.dockerHost(),
                "starting_ipv4_port = 24100",
                "max_containers = 3",
                "ipv6_prefix = fd78:2410:0:1::/64");
        client = python(3);
        v2 = python(2);
    }

    private static PythonClient python(int version) {
        return new PythonClient(folder, am.url(version), federation.file("alice.crt"), federation.file("alice.key"));
    }

    @AfterAll
    static void stop() {
        if (am != null) {
            am.close();
        }
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void v2WorkflowRunsThrough() {
        // given
        String slice = ForeignFederation.urn("slice", "v2");
        List<String> bare = List.of(credential("v2"));
        JsonNode version = v2.succeed("GetVersion");
        assertThat(version.get("geni_api").asInt()).isEqualTo(2);
        assertThat(version.at("/geni_api_versions/2").asText()).matches("https://am\\.example\\.org:\\d+/am/2\\.0");
        assertThat(client.succeed("GetVersion").get("geni_api_versions")).isEqualTo(version.get("geni_api_versions"));
        SentRspec.checkAdvertisement(v2.succeed("ListResources", bare, GENI_3).asText());

        // create
        String manifest = v2.succeed("CreateSliver", slice, bare, ONE_NODE, users, Map.of())
                .asText();
        assertThat(SentRspec.checkManifest(manifest)).hasSize(1);
        assertThat(code(v2.call("CreateSliver", slice, bare, ONE_NODE, users, Map.of())))
                .isEqualTo(17);
        awaitStatus(slice, bare, "ready");
        loggedIn(SentRspec.checkLogins(manifest), "id -un", "alice");
        String listed = v2.succeed(
                        "ListResources",
                        bare,
                        Map.of("geni_rspec_version", GENI_3.get("geni_rspec_version"), "geni_slice_urn", slice))
                .asText();
        assertThat(SentRspec.checkLogins(listed)).isEqualTo(SentRspec.checkLogins(manifest));

        // renew: as asked for, too far, and as far as it goes
        String end = inDays(5);
        JsonNode renewed = v2.call("RenewSliver", slice, bare, end, Map.of());
        assertThat(renewed.get("value").asBoolean()).isTrue();
        assertThat(renewed.get("output").asText()).isEqualTo(end);
        JsonNode tooFar = v2.call("RenewSliver", slice, bare, inDays(40), Map.of());
        assertThat(code(tooFar)).isEqualTo(7);
        assertThat(tooFar.get("value").isBoolean()).isTrue();
        assertThat(tooFar.get("value").asBoolean()).isFalse();
        assertThat(expires(slice, bare)).isEqualTo(end);
        JsonNode furthest = v2.call("RenewSliver", slice, bare, inDays(40), Map.of("geni_extend_alap", true));
        assertThat(furthest.get("value").asBoolean()).isTrue();
        assertThat(Instant.parse(furthest.get("output").asText()))
                .isAfter(Instant.parse(end))
                .isBefore(Instant.parse(inDays(40)));
        assertThat(expires(slice, bare)).isEqualTo(furthest.get("output").asText());

        // delete
        assertThat(v2.succeed("DeleteSliver", slice, bare, Map.of()).asBoolean())
                .isTrue();
        assertThat(code(v2.call("SliverStatus", slice, bare, Map.of()))).isEqualTo(12);
        awaitNothingLeft();
    }

    @Test
    void sliceMadeWithV2IsDescribedRenewedAndDeletedWithEither() {
        // given
        String slice = ForeignFederation.urn("slice", "v2v3");
        List<String> whole = List.of(slice);
        Object structs = PythonClient.credentials(credential("v2v3"));

        // when
        String manifest = v2.succeed("CreateSliver", slice, structs, ONE_NODE, List.of(), Map.of())
                .asText();

        // then
        JsonNode described = client.succeed("Describe", whole, structs, GENI_3);
        JsonNode sliver = described.get("geni_slivers").get(0);
        assertThat(described.get("geni_slivers")).hasSize(1);
        assertThat(sliver.get("geni_allocation_status").asText()).isEqualTo("geni_provisioned");
        assertThat(SentRspec.checkManifest(described.get("geni_rspec").asText()))
                .isEqualTo(SentRspec.checkManifest(manifest))
                .extracting(node -> node.get("sliver_id"))
                .containsExactly(sliver.get("geni_sliver_urn").asText());
        String end = inDays(3);
        v2.succeed("RenewSliver", slice, structs, end, Map.of());
        assertThat(client.succeed("Status", whole, structs, Map.of())
                        .at("/geni_slivers/0/geni_expires")
                        .asText())
                .isEqualTo(end);
        client.succeed("Delete", whole, structs, Map.of());
        assertThat(code(v2.call("SliverStatus", slice, structs, Map.of()))).isEqualTo(12);
        awaitNothingLeft();
    }

    @Test
    void sliceMadeWithV3IsSeenRenewedAndDeletedWithEither() {
        // given
        String slice = ForeignFederation.urn("slice", "v3v2");
        List<String> whole = List.of(slice);
        String xml = credential("v3v2");
        Object structs = PythonClient.credentials(xml);

        // when it is only allocated
        String sliver = client.succeed("Allocate", slice, List.of(xml), ONE_NODE, Map.of())
                .at("/geni_slivers/0/geni_sliver_urn")
                .asText();

        // then
        JsonNode status = v2.succeed("SliverStatus", slice, structs, Map.of());
        assertThat(status.get("geni_urn").asText()).isEqualTo(sliver);
        assertThat(status.get("geni_status").asText()).isEqualTo("unknown");
        assertThat(code(v2.call("CreateSliver", slice, structs, ONE_NODE, List.of(), Map.of())))
                .isEqualTo(17);

        // when it is provisioned
        client.succeed("Provision", whole, structs, GENI_3);

        // then
        awaitStatus(slice, structs, "ready");
        client.succeed("PerformOperationalAction", whole, structs, "geni_stop", Map.of());
        awaitStatus(slice, structs, "unknown");
        String end = inDays(2);
        client.succeed("Renew", whole, structs, end, Map.of());
        assertThat(expires(slice, structs)).isEqualTo(end);
        v2.succeed("DeleteSliver", slice, structs, Map.of());
        assertThat(code(client.call("Status", whole, structs, Map.of()))).isEqualTo(12);
        awaitNothingLeft();
    }

    @Test
    void twoSliversLiveThroughStopStartKillAndEngineRestart() {
        // given
        Object credentials = PythonClient.credentials(credential("exp1"));
        assertThat(client.succeed("GetVersion").get("geni_api").asInt()).isEqualTo(3);
        SentRspec.checkAdvertisement(
                client.succeed("ListResources", credentials, GENI_3).asText());

        // allocate and provision
        JsonNode allocated = client.succeed("Allocate", SLICE, credentials, REQUEST, Map.of());
        assertThat(allocated.get("geni_slivers")).hasSize(2);
        SentRspec.checkManifest(allocated.get("geni_rspec").asText());
        JsonNode provisioned = client.succeed(
                "Provision",
                WHOLE,
                credentials,
                Map.of("geni_rspec_version", GENI_3.get("geni_rspec_version"), "geni_users", users));
        SentRspec.checkManifest(provisioned.get("geni_rspec").asText());
        awaitAll(credentials, "geni_ready");
        loggedIn(credentials, "hostname > /home/alice/kept && sudo id -u", "0");
        int left = port(credentials, "left");
        int right = port(credentials, "right");
        await().untilAsserted(() -> assertThat(
                        alice.run("127.0.0.1", right, "cat /tmp/proof").output())
                .isEqualTo("done"));
        List<String> hostKeys = SshUser.hostKeys("127.0.0.1", left);
        assertThat(hostKeys).isNotEmpty();

        // stop and start
        action(credentials, "geni_stop");
        awaitAll(credentials, "geni_notready");
        assertThat(alice.run("127.0.0.1", left, "true").exitCode()).isNotZero();
        action(credentials, "geni_start");
        awaitAll(credentials, "geni_ready");
        loggedIn(credentials, "test -s kept && echo kept", "kept");

        // the AM dies
        am.killAndStartAgain();
        awaitAll(credentials, "geni_ready");
        loggedIn(credentials, "test -s kept && echo kept", "kept");

        // the engine is restarted, then killed
        engine.stop();
        engine.startAgain();
        awaitAll(credentials, "geni_ready");
        awaitLogin(credentials);
        engine.kill();
        engine.startAgain();
        awaitLogin(credentials);
        awaitAll(credentials, "geni_ready");
        assertThat(SshUser.hostKeys("127.0.0.1", left)).isEqualTo(hostKeys);

        // reload takes a fresh disk and keeps the rest
        action(credentials, "geni_reload");
        awaitAll(credentials, "geni_ready");
        loggedIn(credentials, "test -e kept || echo fresh", "fresh");
        assertThat(SshUser.hostKeys("127.0.0.1", left)).isEqualTo(hostKeys);

        // renew and delete
        String end = inDays(5);
        client.succeed("Renew", WHOLE, credentials, end, Map.of())
                .forEach(sliver ->
                        assertThat(sliver.get("geni_expires").asText()).isEqualTo(end));
        client.succeed("Delete", WHOLE, credentials, Map.of())
                .forEach(sliver -> assertThat(
                                sliver.get("geni_allocation_status").asText())
                        .isEqualTo("geni_unallocated"));
        assertThat(code(client.call("Status", WHOLE, credentials, Map.of()))).isEqualTo(12);
        awaitNothingLeft();
    }

    /** A new slice of Alice's, and her credential for it. */
    private static String credential(String slice) {
        federation.issue("slice", slice);
        return federation.credential("alice", slice, Instant.now().plus(20, ChronoUnit.DAYS));
    }

    private static String inDays(int days) {
        return Instant.now()
                .plus(days, ChronoUnit.DAYS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private static int code(JsonNode reply) {
        return reply.at("/code/geni_code").asInt();
    }

    private static String expires(String slice, Object credentials) {
        return v2.succeed("SliverStatus", slice, credentials, Map.of())
                .get("geni_expires")
                .asText();
    }

    private static void awaitStatus(String slice, Object credentials, String state) {
        await(slice + " " + state)
                .atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(v2.succeed("SliverStatus", slice, credentials, Map.of())
                                .get("geni_status")
                                .asText())
                        .isEqualTo(state));
    }

    private static void awaitNothingLeft() {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> engine.tell(docker -> assertThat(
                                docker.listContainersCmd().withShowAll(true).exec())
                        .isEmpty()));
    }

    private static void action(Object credentials, String name) {
        client.succeed("PerformOperationalAction", WHOLE, credentials, name, Map.of());
    }

    private static void awaitAll(Object credentials, String state) {
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
    private static void awaitLogin(Object credentials) {
        await("login").atMost(Duration.ofMinutes(2)).untilAsserted(() -> loggedIn(credentials, "echo in", "in"));
    }

    /** Logs in at every address that the manifest gives, ten seconds each. */
    /** The forwarded port of a node; which of the pool it is depends on what was used before. */
    private static int port(Object credentials, String node) {
        Matcher login = Pattern.compile("client_id=\"" + node + "\".*?<login [^>]*port=\"(24\\d+)\"", Pattern.DOTALL)
                .matcher(client.succeed("Describe", WHOLE, credentials, GENI_3)
                        .get("geni_rspec")
                        .asText());
        assertThat(login.find()).isTrue();
        return Integer.parseInt(login.group(1));
    }

    private static void loggedIn(Object credentials, String command, String output) {
        String manifest = client.succeed("Describe", WHOLE, credentials, GENI_3)
                .get("geni_rspec")
                .asText();
        List<Map<String, String>> logins = SentRspec.checkLogins(manifest);
        assertThat(logins).hasSize(4);
        loggedIn(logins, command, output);
    }

    private static void loggedIn(List<Map<String, String>> logins, String command, String output) {
        logins.forEach(login -> assertThat(alice.run(
                                login.getOrDefault("hostname", ""),
                                Integer.parseInt(login.getOrDefault("port", "0")),
                                command)
                        .output())
                .as("%s at %s", command, login)
                .isEqualTo(output));
    }
}
