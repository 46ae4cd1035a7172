// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.berth.am.GeniCode;
import org.berth.am.api.WireResponse;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.HostileCredential;
import org.berth.am.federation.HostileCredentials;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TestTls;
import org.berth.am.server.RawClient;
import org.berth.am.whole.WireClient.Answer;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One AM with half a GiB of memory, and everybody who means it harm. Whatever they do, it answers others while they are at it and
 * afterwards, and is the same process at the end.
 */
@Tag("docker")
class HostileWorldIT {
    private static final TestFederation FEDERATION = new TestFederation(Clock.systemUTC());
    private static final String REQUEST =
            "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\"/></rspec>";

    /** Names of our classes, of files and of stack frames. */
    private static final Pattern INNARDS = Pattern.compile(
            "\\b(?:java|javax|jdk|sun|com\\.sun|org\\.(?:berth|apache|eclipse|xml|w3c|bouncycastle|jdbi|sqlite))\\.[a-z]"
                    + "|Exception|\\.java\\b|(?:^|[\\s'\"(])/[a-z]+/");

    @TempDir
    static Path folder;

    private static HostileCredentials hostile;
    private static Identity alice;
    private static AmProcess am;
    private static WireClient wire;
    private static WireClient wireV2;

    private final List<RawClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        hostile = new HostileCredentials(FEDERATION, Clock.systemUTC().instant());
        alice = hostile.owner();
        am = new AmProcess(
                folder,
                "hostile.example.org",
                List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                Pem.certificates(hostile.roots()),
                "docker_host = " + MachineEngine.dockerHost(),
                "starting_ipv4_port = 24800",
                "max_containers = 2");
        wire = new WireClient(am.url());
        wireV2 = new WireClient(am.url(2));
    }

    @AfterAll
    static void stop() {
        if (am != null) {
            am.close();
        }
    }

    @AfterEach
    void isStillTheSameAndAnswers() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
        answers();
        assertThat(am.isAlive()).isTrue();
        assertThat(am.log()).doesNotContain("OutOfMemory", "StackOverflow", "incident=", "could not be answered");
    }

    @Test
    void everyHostileCredentialIsRefusedAndGivesNothing() throws Exception {
        // given
        List<HostileCredential> rows = hostile.all().toList();

        // when
        for (HostileCredential row : rows) {
            Answer allocated = wire.post(row.caller(), allocate(row.presented(), REQUEST));
            Answer created = wireV2.post(row.caller(), create(row.presented()));

            // then
            requireRefused(row, allocated, Map.of());
            requireRefused(row, created, "");
        }
        assertThat(rows).hasSizeGreaterThan(90);
        assertNothingIsAllocated();
    }

    private static void requireRefused(HostileCredential row, Answer answer, Object value) {
        if (row.name().equals("10 MB")) {
            assertThat(answer.status()).as("larger than any request may be").isEqualTo(413);
            return;
        }
        assertSoftly(softly -> {
            softly.assertThat(answer.status()).as(row.name()).isEqualTo(200);
            Refusal refusal = refusal(answer);
            softly.assertThat(refusal.code())
                    .as(row.name())
                    .isEqualTo(row.code().number());
            softly.assertThat(refusal.value()).as(row.name()).isEqualTo(value);
            softly.assertThat(refusal.output())
                    .as(row.name())
                    .contains(row.reason())
                    .doesNotContainPattern(INNARDS);
        });
    }

    @Test
    void silentSlowAndGarbledClientsHoldUpNobody() throws Exception {
        // given
        ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
        try {
            for (int i = 0; i < 40; i++) {
                plain();
                tls();
                RawClient slow = tls().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
                var unused = ticks.scheduleAtFixedRate(() -> tick(slow), 0, 1, TimeUnit.SECONDS);
            }

            // when
            answers();
            String unencrypted =
                    plain().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readAll();
            String noise = plain().send("\u0000\u0001\u0002\u00ff nonsense\r\n\r\n".repeat(1000))
                    .readAll();
            String notHttp = tls().send("\u0000\u0001\u0002 nonsense\r\n\r\n").readAll();

            // then
            assertThat(unencrypted).doesNotContain("HTTP/1.1 500");
            assertThat(noise).doesNotContain("HTTP/1.1 500");
            assertThat(notHttp).startsWith("HTTP/1.1 400 ");
            answers();
        } finally {
            ticks.shutdownNow();
        }
    }

    @Test
    void otherMethodsAndPathsGetTheirStatus() throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW")) {
            assertThat(ask(method + " /am/3.0")).as(method).startsWith("HTTP/1.1 405 ");
            assertThat(ask(method + " /am/2.0")).as(method).startsWith("HTTP/1.1 405 ");
        }
        for (String path : List.of("/nothing", "/am/1.0", "/am/2.0/x", "/am/3.0/x", "/RPC2.php", "/index.html")) {
            assertThat(ask("POST " + path)).as(path).startsWith("HTTP/1.1 404 ");
        }
        for (String path : List.of("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/%00", "no-slash", "*")) {
            assertThat(ask("POST " + path)).as(path).matches("(?s)HTTP/1.1 40[04] .*");
        }
    }

    @Test
    void bombsAndGiantsCostNothingButTheirOwnConnection() throws Exception {
        // given
        List<HostileBody> bodies =
                HostileBody.all(hostile.target(), hostile.goodCredential()).toList();
        List<Thread> senders = new ArrayList<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());

        // when one after the other
        for (HostileBody body : bodies) {
            Answer answer = body.send(wire, alice);
            assertThat(body.isRefusal(answer)).as("%s got %s", body, answer).isTrue();
            if (answer.status() != 0) { // Else the connection was cut, and these are the client's own words on that.
                assertThat(answer.body()).as(body.toString()).doesNotContainPattern(INNARDS);
            }
            answers();
        }

        // when all at the same time
        for (HostileBody body : bodies) {
            senders.add(new Thread(() -> {
                Answer answer = sent(body);
                if (!body.isRefusal(answer) && answer.status() != 503) {
                    wrong.add(body + " got " + answer);
                }
            }));
        }
        senders.forEach(Thread::start);
        while (senders.stream().anyMatch(Thread::isAlive)) {
            answers();
        }

        // then
        assertThat(wrong).isEmpty();
        assertNothingIsAllocated();
    }

    @Test
    void largeRequestsAtTheSameTimeFitIntoMemory() throws Exception {
        // given what is just small enough to be looked at
        String start = "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\">";
        String nodes = start + "<node/>".repeat(49_000);
        String rspec = nodes + " ".repeat((10 << 20) - nodes.length() - 10) + "</rspec>";
        List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String sent = i % 4 == 0 ? rspec.replaceFirst(" {400000}", "") : Compression.compress(rspec);
            senders.add(new Thread(() -> answers.add(posted(allocate(good(), sent)))));
        }

        // when
        senders.forEach(Thread::start);
        while (senders.stream().anyMatch(Thread::isAlive)) {
            answers();
        }

        // then
        assertThat(answers).extracting(Answer::status).containsOnly(200, 503).contains(200);
    }

    @Test
    void strangersAndTheExpiredAreRefusedInTheHandshake() throws Exception {
        // given
        String urn = alice.urn().toString();
        CertificateContent content = FEDERATION.content(urn);
        Instant now = Clock.systemUTC().instant();
        Identity root = FEDERATION.root();
        Identity stranger = FEDERATION.issue(FEDERATION.selfSigned(root.urn().toString()), urn);
        List<Identity> refused = List.of(
                stranger,
                FEDERATION.selfSigned(urn),
                FEDERATION.issue(root, content.valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))),
                FEDERATION.issue(root, content.valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))),
                FEDERATION.issue(root, content.withName(CertificateContent.uri("urn:publicid:IDN+example.org+user+b"))),
                FEDERATION.issue(alice, urn));
        int before = refusals();

        for (Identity client : refused) {
            // when
            assertThatThrownBy(() -> RawClient.tls(uri(), TestTls.client(client))
                            .send(WireClient.http(WireClient.GET_VERSION))
                            .readHead())
                    // then
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> RawClient.tls(uri(), TestTls.anonymousClient())
                        .send(WireClient.http(WireClient.GET_VERSION))
                        .readHead())
                .isInstanceOf(IOException.class);
        await().untilAsserted(() -> assertThat(refusals() - before).isEqualTo(refused.size()));
    }

    @Test
    void moreConnectionsThanTheAmTakesEndByThemselves() throws Exception {
        // given more than the cap of 1000, as many as the operating system's queue takes besides
        for (int i = 0; i < 1040; i++) {
            plain();
        }

        // when, then
        await("an answer once the silent ones are gone")
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(HostileWorldIT::answers);
        await().atMost(Duration.ofMinutes(1)).until(() -> clients.stream().allMatch(RawClient::isCut));
    }

    private record Refusal(Object code, Object value, String output) {}

    private static Refusal refusal(Answer answer) {
        Object reply = WireResponse.read(answer.body().getBytes(StandardCharsets.ISO_8859_1));
        return new Refusal(
                member(member(reply, "code"), "geni_code"), member(reply, "value"), (String) member(reply, "output"));
    }

    private static Object member(Object struct, String name) {
        return Objects.requireNonNull(((Map<?, ?>) struct).get(name), name);
    }

    private static String allocate(List<PresentedCredential> credentials, String rspec) {
        return WireClient.allocate(hostile.target().toString(), credentials, rspec);
    }

    private static String create(List<PresentedCredential> credentials) {
        return WireClient.call(
                "CreateSliver",
                WireClient.string(hostile.target().toString()),
                WireClient.array(credentials),
                WireClient.string(REQUEST),
                "<array><data></data></array>",
                "<struct></struct>");
    }

    private static List<PresentedCredential> good() {
        return List.of(TestFederation.presented(hostile.goodCredential()));
    }

    /** The slice has no sliver, and the credential that all the others were made from gets it one. */
    private static void assertNothingIsAllocated() throws InterruptedException {
        String whole =
                "<array><data><value>" + WireClient.string(hostile.target().toString()) + "</value></data></array>";
        String credentials = WireClient.array(good());
        Answer status = wire.post(alice, WireClient.call("Status", whole, credentials, "<struct></struct>"));
        assertThat(refusal(status).code()).isEqualTo(GeniCode.SEARCHFAILED.number());
        Answer allocated = wire.post(alice, allocate(good(), REQUEST));
        assertThat(refusal(allocated).code()).as(allocated.body()).isEqualTo(0);
        Answer deleted = wire.post(alice, delete());
        assertThat(refusal(deleted).code()).as(deleted.body()).isEqualTo(0);
    }

    private static String delete() {
        String whole =
                "<array><data><value>" + WireClient.string(hostile.target().toString()) + "</value></data></array>";
        return WireClient.call("Delete", whole, WireClient.array(good()), "<struct></struct>");
    }

    /** A new client gets its answer within the patience of its sockets. */
    private static void answers() throws IOException {
        try (RawClient client = RawClient.tls(uri(), TestTls.client(alice))) {
            assertThat(client.send(WireClient.http(WireClient.GET_VERSION)).readResponse())
                    .startsWith("HTTP/1.1 200 ")
                    .contains("geni_api_versions");
        }
    }

    private static Answer sent(HostileBody body) {
        return uninterrupted(() -> body.send(wire, alice));
    }

    private static Answer posted(String body) {
        return uninterrupted(() -> wire.post(alice, body));
    }

    private static Answer uninterrupted(Callable<Answer> sending) {
        try {
            return sending.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String ask(String methodAndPath) throws IOException {
        return tls().send(methodAndPath + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                .readHead();
    }

    private static void tick(RawClient slow) {
        try {
            slow.send("<");
        } catch (IOException e) {
            // It was cut off, as it may be.
        }
    }

    private static int refusals() {
        return am.log().split("TLS client ", -1).length - 1;
    }

    private RawClient plain() throws IOException {
        return join(RawClient.plain(uri()));
    }

    private RawClient tls() throws IOException {
        return join(RawClient.tls(uri(), TestTls.client(alice)));
    }

    private RawClient join(RawClient client) {
        clients.add(client);
        return client;
    }

    private static URI uri() {
        return URI.create(am.url());
    }
}
