// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.berth.am.GeniCode;
import org.berth.am.api.WireResponse;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.federation.HostileSpeaker;
import org.berth.am.federation.HostileSpeakers;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TestTls;
import org.berth.am.server.RawClient;
import org.berth.am.whole.WireClient.Answer;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a running AM trusts: roots that come and go, denials, tools that speak for users; and what it keeps of that. */
@Tag("docker")
class TrustIT {
    private static final Duration PROMISED = Duration.ofSeconds(10);
    private static final TestFederation FEDERATION = new TestFederation(Clock.systemUTC());
    private static final String REQUEST =
            "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\"/></rspec>";
    private static final String OPTIONS = "<struct><member><name>geni_rspec_version</name><value><struct>"
            + WireClient.member("type", "GENI") + WireClient.member("version", "3")
            + "</struct></value></member></struct>";

    @TempDir
    static Path folder;

    private static HostileSpeakers speakers;
    private static AmProcess am;

    @BeforeAll
    static void start() {
        speakers = new HostileSpeakers(FEDERATION, Clock.systemUTC().instant());
        am = new AmProcess(
                folder,
                "roots.example.org",
                List.of(),
                Pem.certificates(FEDERATION.root().chain()),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24790",
                "max_containers = 1");
    }

    @AfterAll
    static void stop() {
        if (am != null) {
            am.close();
        }
    }

    @Test
    void rootsComeAndGoWhileTheAmRuns() throws Exception {
        // given
        Identity bobsRoot = FEDERATION.selfSigned("urn:publicid:IDN+second.org+authority+sa");
        Identity bob = FEDERATION.issue(bobsRoot, "urn:publicid:IDN+second.org+user+bob");
        String credential = FEDERATION.credential(
                bobsRoot,
                bob,
                bob,
                TestFederation.EVERYTHING,
                Clock.systemUTC().instant().plus(TestFederation.LIFE));
        String list = WireClient.http(WireClient.call(
                "ListResources", WireClient.array(List.of(TestFederation.presented(credential))), OPTIONS));
        Path root = folder.resolve("trusted_roots/second.pem");
        assertThat(isLetIn(bob)).isFalse();

        // when
        Files.writeString(root, Pem.certificates(bobsRoot.chain()));

        // then
        await().atMost(PROMISED).until(() -> isLetIn(bob));
        try (RawClient connected = RawClient.tls(uri(), TestTls.client(bob))) {
            assertThat(connected.send(list).readResponse()).contains("advertisement");

            // when
            Files.delete(root);

            // then
            await().atMost(PROMISED).until(() -> !isLetIn(bob));
            assertThat(connected.send(list).readResponse())
                    .as("on the connection that there was before")
                    .contains("no trusted root leads to");
        }
        assertThat(isLetIn(FEDERATION.user("alice"))).isTrue();
    }

    @Test
    void deniedUserIsRefusedAlsoOnAnOpenConnection() throws Exception {
        // given
        Identity bob = FEDERATION.user("bob");
        String version = WireClient.http(WireClient.GET_VERSION);
        try (RawClient kept = RawClient.tls(uri(), TestTls.client(bob))) {
            assertThat(kept.send(version).readResponse()).contains("geni_api_versions");

            // when
            am.control("trust", "deny", bob.urn().toString(), "--reason", "tries everything");

            // then
            await().atMost(PROMISED)
                    .untilAsserted(() -> assertThat(kept.send(version).readResponse())
                            .contains("local policy")
                            .doesNotContain("tries everything"));
            assertThat(isLetIn(bob)).isFalse();

            // when
            am.control("trust", "allow", bob.urn().toString());

            // then
            await().atMost(PROMISED)
                    .untilAsserted(
                            () -> assertThat(kept.send(version).readResponse()).contains("geni_api_versions"));
        }
        assertThat(audited("trust"))
                .anySatisfy(entry -> assertThat(entry.path("denied").toString())
                        .contains(bob.urn().key()));
    }

    @Test
    void onlyAToolThatMaySpeakForAUserIsServedAsHim() throws Exception {
        // given
        List<HostileSpeaker> hostile = speakers.all().toList();
        WireClient v3 = new WireClient(am.url());
        WireClient v2 = new WireClient(am.url(2));

        // when
        for (HostileSpeaker row : hostile) {
            for (Answer answer : List.of(
                    v3.post(row.caller(), make(row.presented())), v2.post(row.caller(), make(row.presented(), "")))) {
                // then
                Object reply = reply(answer);
                assertThat(member(member(reply, "code"), "geni_code"))
                        .as(row.name())
                        .isEqualTo(row.code().number());
                assertThat((String) member(reply, "output"))
                        .as(row.name())
                        .contains(row.reason())
                        .doesNotContain("Exception", ".java");
            }
        }

        // when
        Answer speaking = v3.post(speakers.tool(), make(speakers.goodCredentials()));

        // then
        assertThat(member(member(reply(speaking), "code"), "geni_code"))
                .as(speaking.body())
                .isEqualTo(GeniCode.SUCCESS.number());
        assertThat(am.log())
                .contains("call caller=" + speakers.tool().urn() + " for="
                        + speakers.user().urn() + " method=Allocate slice=" + speakers.target() + " code=0");
        assertAudited();
    }

    /** One Allocate was made by the tool for the user, and the refused calls, which are only counted, are not beside it. */
    private static void assertAudited() throws IOException {
        await().untilAsserted(() -> assertThat(audited("call")).hasSize(1));
        assertThat(audited("refused")).isEmpty();
        assertThat(audited("call")).singleElement().satisfies(entry -> {
            assertThat(text(entry, "method")).isEqualTo("Allocate");
            assertThat(text(entry, "caller")).isEqualTo(speakers.tool().urn().toString());
            assertThat(text(entry, "user")).isEqualTo(speakers.user().urn().toString());
            assertThat(text(entry, "certificate"))
                    .isEqualTo(Fingerprint.of(speakers.tool().certificate()));
            assertThat(text(entry, "address")).isEqualTo("127.0.0.1");
            assertThat(text(entry, "slice")).isEqualTo(speakers.target().toString());
            assertThat(entry.path("credentials"))
                    .extracting(JsonNode::asText)
                    .containsExactly(
                            Fingerprint.of(speakers.goodCredentials().get(1).value()),
                            Fingerprint.of(speakers.goodCredentials().get(0).value()));
            assertThat(entry.path("slivers")).singleElement().satisfies(sliver -> {
                assertThat(sliver.has("before")).isFalse();
                assertThat(text(sliver.path("after"), "allocation")).isEqualTo("geni_allocated");
            });
        });
    }

    /** The entries of the audit log about that event. */
    private static List<JsonNode> audited(String event) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("state/audit/audit.jsonl"))) {
            entries.add(new ObjectMapper().readTree(line));
        }
        return entries.stream()
                .filter(entry -> text(entry, "event").equals(event))
                .toList();
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText();
    }

    /** Allocate, or with the users of v2 CreateSliver, on behalf of the user. */
    private static String make(List<PresentedCredential> credentials, String... users) {
        List<String> parameters = new ArrayList<>(List.of(
                WireClient.string(speakers.target().toString()),
                WireClient.array(credentials),
                WireClient.string(REQUEST)));
        Stream.of(users).forEach(given -> parameters.add("<array><data>" + given + "</data></array>"));
        parameters.add("<struct>"
                + WireClient.member("geni_speaking_for", speakers.user().urn().toString())
                + "</struct>");
        return WireClient.call(users.length == 0 ? "Allocate" : "CreateSliver", parameters.toArray(String[]::new));
    }

    private static Object reply(Answer answer) {
        return WireResponse.read(answer.body().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Object member(Object struct, String name) {
        return Objects.requireNonNull(((Map<?, ?>) struct).get(name), name);
    }

    private static URI uri() {
        return URI.create(am.url());
    }

    /** Each time a client that has no earlier session to resume. */
    private static boolean isLetIn(Identity client) {
        try (RawClient connection = RawClient.tls(uri(), TestTls.client(client))) {
            return connection
                    .send(WireClient.http(WireClient.GET_VERSION))
                    .readResponse()
                    .startsWith("HTTP/1.1 200 ");
        } catch (IOException e) {
            return false;
        }
    }
}
