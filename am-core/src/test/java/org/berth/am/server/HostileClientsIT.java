// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.berth.am.server.ServerFixture.ALICE;
import static org.berth.am.server.ServerFixture.FEDERATION;
import static org.berth.am.server.ServerFixture.GET_VERSION;
import static org.berth.am.server.ServerFixture.SHORT;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HostileClientsIT {
    private static final String HEAD_OF_A_LARGE_BODY = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
    private static final String HALF = " ".repeat(900_000);

    private final List<RawClient> clients = new ArrayList<>();
    private ServerFixture am;

    @BeforeEach
    void start() throws Exception {
        am = new ServerFixture(new EchoApi(), SHORT);
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient client : clients) {
            client.close();
        }
        am.close();
    }

    @Test
    void clientsThatConnectAndStaySilentLoseTheirConnectionAndNobodyElseWaits() throws Exception {
        // given
        for (int i = 0; i < 100; i++) {
            clients.add(RawClient.plain(am.server.uri()));
        }

        // when
        am.answers();

        // then
        await().until(() -> clients.stream().allMatch(RawClient::isCut));
    }

    @Test
    void clientsThatDripTheirHandshakeLoseTheirConnection() throws Exception {
        // given a TLS record that announces more than will ever come
        RawClient client = join(RawClient.plain(am.server.uri()));
        client.send("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003");

        // when, then
        await().pollInterval(Duration.ofMillis(100)).until(client::isCut);
        am.answers();
    }

    @Test
    void clientsThatSendAByteAtATimeHoldNoThreadAndLoseTheirConnection() throws Exception {
        // given more of them than there are threads
        for (int i = 0; i < 60; i++) {
            join(am.raw()).send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n<");
        }
        RawClient header = join(am.raw()).send("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ");

        // when
        clients.forEach(RawClient::isCut);
        am.answers();

        // then
        await().pollInterval(Duration.ofMillis(100)).until(header::isCut);
        await().pollInterval(Duration.ofMillis(100))
                .until(() -> clients.stream().allMatch(RawClient::isCut));
        await().until(() ->
                am.metrics.get("berth.connections.closed.late").counter().count() >= 61);
    }

    @Test
    void clientsThatDoNotTakeTheirResponseLoseTheirConnection() throws Exception {
        // given responses larger than any socket's buffers, and more of them than there are workers
        am.close();
        am = new ServerFixture(
                (caller, method, parameters, budget) ->
                        EchoApi.reply("v", caller.urn() + (method.equals("Large") ? "x".repeat(20_000_000) : "")),
                SHORT);
        for (int i = 0; i < 6; i++) {
            join(am.raw()).send(AmServerIT.post(GET_VERSION.replace("GetVersion", "Large"), ""));
        }

        // when
        am.answers();

        // then
        await().until(() ->
                am.metrics.get("berth.connections.closed.late").counter().count() >= 6);
        await().until(() -> clients.stream().allMatch(RawClient::isBroken));
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItComes() throws Exception {
        // when
        String answer = join(am.raw())
                .send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 314572800\r\n\r\n<methodCall>")
                .readResponse();

        // then
        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("1048576 bytes");
        am.answers();
    }

    @Test
    void threeHundredMegabytesAreNotTaken() throws Exception {
        // given
        byte[] megabyte = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
        HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofByteArrays(
                () -> Stream.generate(() -> megabyte).limit(300).iterator());

        // when
        Object outcome = outcome(body);

        // then
        assertThat(outcome).matches(o -> o instanceof IOException || o.equals(413), "413, or cut off");
        am.answers();
    }

    @Test
    void aBodyInChunksThatGrowsTooLargeIsRefused() throws Exception {
        // when
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        RawClient client = join(am.raw()).send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        client.send(chunk.repeat(17));

        // then
        assertThat(client.readResponse()).startsWith("HTTP/1.1 413 ");
        am.answers();
    }

    @Test
    void entityBombsAndDeepTreesGetAFault() throws Exception {
        // given
        String bomb =
                "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><methodCall>&b;</methodCall>";
        String deep = "<methodCall><methodName>Echo</methodName><params>" + "<a>".repeat(100_000);

        // when
        HttpResponse<String> exploded = am.post("/", bomb);
        HttpResponse<String> nested = am.post("/", deep);

        // then
        assertThat(exploded.statusCode()).isEqualTo(200);
        assertThat(exploded.body()).contains("<fault>", "malformed XML-RPC request");
        assertThat(nested.statusCode()).isEqualTo(200);
        assertThat(nested.body()).contains("<fault>", "malformed XML-RPC request");
        am.answers();
    }

    @Test
    void whatIsNoTlsAndWhatIsNoHttpIsNotAnsweredWithA500() throws Exception {
        // when
        String plain = join(RawClient.plain(am.server.uri()))
                .send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                .readAll();
        String garbage =
                join(am.raw()).send("\u0000\u0001\u0002 nonsense\r\n\r\n").readAll();
        String badChunk = join(am.raw())
                .send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n")
                .readAll();

        // then
        assertThat(plain).doesNotContain("HTTP/1.1 500");
        assertThat(garbage).startsWith("HTTP/1.1 400 ");
        assertThat(badChunk).matches(s -> s.isEmpty() || s.startsWith("HTTP/1.1 400 "), "400, or cut off");
        am.answers();
    }

    @Test
    void beyondTheCapNewConnectionsWaitUntilTheSilentOnesAreGone() throws Exception {
        // given
        am.close();
        am = new ServerFixture(new EchoApi(), connections(5, 20));
        for (int i = 0; i < 20; i++) {
            join(RawClient.plain(am.server.uri()));
        }

        // when, then
        am.answers();
        assertThat(am.connections()).isLessThanOrEqualTo(5);
    }

    @Test
    void oneAddressCannotHaveAllConnectionsAndOthersAreServed() throws Exception {
        // given more half-open connections than there may be at all, and time that they never run out of
        am.close();
        am = new ServerFixture(new EchoApi(), patient(100, 50));
        for (int i = 0; i < 400; i++) {
            join(RawClient.plain(am.server.uri()));
        }

        // when
        await().until(() ->
                am.metrics.get("berth.connections.refused").counter().count() == 350);

        // then
        assertThat(am.connections()).isEqualTo(50);
        String answer = join(RawClient.tlsFrom("127.0.0.2", am.server.uri(), TestTls.client(ALICE)))
                .send(AmServerIT.post(GET_VERSION, ""))
                .readResponse();
        assertThat(answer).startsWith("HTTP/1.1 200 ");

        // and when they are gone
        for (RawClient client : clients) {
            client.close();
        }
        await().ignoreExceptions().untilAsserted(am::answers);
    }

    @Test
    void aFloodOfOneCallerKeepsNoOtherWaiting() throws Exception {
        // given one caller with more calls than may wait, none of which ends
        Identity bob = FEDERATION.user("bob");
        CountDownLatch goOn = new CountDownLatch(1);
        am.close();
        am = new ServerFixture(
                (caller, method, parameters, budget) -> caller.urn().name().equals("bob")
                        ? EchoApi.reply("v", "bob")
                        : AmServerIT.waiting(new CountDownLatch(0), goOn).call(caller, method, parameters, budget),
                limits(200, 200, 3, 2));
        List<CompletableFuture<String>> flood = new ArrayList<>();
        for (int i = 0; i < 2 + SHORT.waitingCalls() + 5; i++) {
            RawClient client = join(am.raw()).send(AmServerIT.post(GET_VERSION, ""));
            flood.add(CompletableFuture.supplyAsync(() -> response(client), task -> new Thread(task).start()));
        }
        await().until(() -> flood.stream().filter(CompletableFuture::isDone).count() == 5);

        // when
        for (int i = 0; i < 10; i++) {
            assertThat(am.postAs(bob, GET_VERSION).statusCode()).isEqualTo(200);
        }

        // then
        assertThat(flood.stream().filter(CompletableFuture::isDone)).hasSize(5);
        goOn.countDown();
        assertThat(flood.stream().map(CompletableFuture::join).filter(a -> a.startsWith("HTTP/1.1 503 ")))
                .hasSize(5);
        assertThat(flood.stream().map(CompletableFuture::join).filter(a -> a.startsWith("HTTP/1.1 200 ")))
                .hasSize(2 + SHORT.waitingCalls());
    }

    @Test
    void moreCallsThanCanWaitAreTurnedAwayAsOverload() throws Exception {
        // given all workers busy and every place to wait taken
        CountDownLatch entered = new CountDownLatch(SHORT.workers());
        CountDownLatch goOn = new CountDownLatch(1);
        am.close();
        am = new ServerFixture(AmServerIT.waiting(entered, goOn), SHORT);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < SHORT.workers() + SHORT.waitingCalls() + 3; i++) {
            RawClient client = join(am.raw()).send(AmServerIT.post(GET_VERSION, ""));
            answers.add(CompletableFuture.supplyAsync(() -> response(client), task -> new Thread(task).start()));
        }

        // when
        await().until(() -> answers.stream().filter(CompletableFuture::isDone).count() == 3);
        goOn.countDown();

        // then
        assertThat(answers.stream().map(CompletableFuture::join).filter(a -> a.startsWith("HTTP/1.1 503 ")))
                .hasSize(3);
        assertThat(answers.stream().map(CompletableFuture::join).filter(a -> a.startsWith("HTTP/1.1 200 ")))
                .hasSize(SHORT.workers() + SHORT.waitingCalls());
    }

    @Test
    void halfSentBodiesTakeNoMoreMemoryTogetherThanAllowedAndKeepNoSmallCallOut() throws Exception {
        // given as many as there is memory for, one of each caller
        am.close();
        am = new ServerFixture(new EchoApi(), patient(200, 200));
        for (String caller : List.of("alice", "bob", "carol", "dave", "erin")) {
            leaveHalf(FEDERATION.user(caller));
        }

        // when
        RawClient one = join(am.raw(FEDERATION.user("frank"))).send(HEAD_OF_A_LARGE_BODY + HALF);

        // then also a call that is larger than what may be left over
        assertThat(one.readResponse()).startsWith("HTTP/1.1 503 ");
        am.answers();
        assertThat(am.post("/", GET_VERSION + " ".repeat(60 * 1024)).statusCode())
                .isEqualTo(200);

        // and when they are gone
        for (RawClient client : clients) {
            client.close();
        }
        await().untilAsserted(() -> assertThat(am.post("/", HALF).statusCode()).isEqualTo(200));
    }

    @Test
    void halfSentBodiesOfOneCallerLeaveMostOfTheMemoryToOthers() throws Exception {
        // given
        leaveHalf(ALICE);

        // when
        RawClient one = join(am.raw()).send(HEAD_OF_A_LARGE_BODY + HALF);

        // then
        assertThat(one.readResponse()).startsWith("HTTP/1.1 503 ");
        assertThat(am.postAs(FEDERATION.user("bob"), GET_VERSION + HALF).statusCode())
                .isEqualTo(200);
    }

    @Test
    void answersThatACallerDoesNotTakeLeaveMostOfTheMemoryToOthers() throws Exception {
        // given an answer that takes more than a caller's part
        am.close();
        am = new ServerFixture(
                (caller, method, parameters, budget) -> EchoApi.reply("v", "x".repeat(20_000_000)),
                answers(90_000_000));
        takeNothing(ALICE);

        // when
        RawClient one = join(am.raw()).send(AmServerIT.post(GET_VERSION, ""));

        // then
        assertThat(one.readResponse()).startsWith("HTTP/1.1 503 ");
        assertThat(am.postAs(FEDERATION.user("bob"), GET_VERSION).statusCode()).isEqualTo(200);
    }

    @Test
    void aCallThatWasPromisedAnAnswerGetsItHoweverFullTheMemoryIs() throws Exception {
        // given four callers who leave memory for half an answer
        am.close();
        am = new ServerFixture(
                (caller, method, parameters, budget) -> {
                    boolean promised = budget.reserve(method.equals("Promise") ? 5_000_000 : 20_000_000);
                    return EchoApi.reply("v", promised ? "x".repeat(20_000_000) : "nothing was changed");
                },
                answers(90_000_000));
        for (String caller : List.of("bob", "carol", "dave", "erin")) {
            takeNothing(FEDERATION.user(caller));
        }

        // when
        HttpResponse<String> promised = am.post("/", GET_VERSION.replace("GetVersion", "Promise"));
        HttpResponse<String> refused = am.post("/", GET_VERSION);

        // then
        assertThat(promised.statusCode()).isEqualTo(200);
        assertThat(promised.body()).hasSizeGreaterThan(20_000_000);
        assertThat(refused.body()).contains("nothing was changed");
    }

    @Test
    void aRefusedClientMaySendOnForAsLongAsARequestMayTake() throws Exception {
        // given
        am.close();
        am = new ServerFixture(new EchoApi(), patient(200, 200));
        leaveHalf(ALICE);

        // when
        RawClient slow = join(am.raw()).send(HEAD_OF_A_LARGE_BODY + HALF);

        // then it is not cut off while it sends
        await().pollInterval(Duration.ofMillis(500))
                .during(Duration.ofSeconds(4))
                .until(() -> !slow.isBroken());
        assertThat(slow.readResponse()).startsWith("HTTP/1.1 503 ");
    }

    /** Sends most of a large body, and waits until the server has read that. */
    private void leaveHalf(Identity caller) throws Exception {
        double before = am.requestBytes();
        join(am.raw(caller)).send(HEAD_OF_A_LARGE_BODY + HALF);
        // All but what is free of each request.
        await().until(() -> am.requestBytes() >= before + HALF.length() - Exchange.FREE_BYTES);
    }

    /** Has an answer made and leaves it with the server. */
    private void takeNothing(Identity caller) throws Exception {
        RawClient silent = join(am.raw(caller)).send(AmServerIT.post(GET_VERSION, ""));
        assertThat(silent.readHead()).startsWith("HTTP/1.1 200 ");
    }

    private Object outcome(HttpRequest.BodyPublisher body) throws Exception {
        try {
            return am.post("/", body).statusCode();
        } catch (IOException e) {
            return e;
        }
    }

    private static String response(RawClient client) {
        try {
            return client.readResponse();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private RawClient join(RawClient client) {
        clients.add(client);
        return client;
    }

    private static ServerLimits connections(int most, int perAddress) {
        return limits(most, perAddress, SHORT.workers(), SHORT.workersPerCaller());
    }

    /** Nobody loses a connection for taking his time. */
    private static ServerLimits patient(int most, int perAddress) {
        return new ServerLimits(
                most,
                perAddress,
                SHORT.requestBytes(),
                SHORT.bufferedBytes(),
                SHORT.answerBytes(),
                SHORT.answerPatience(),
                SHORT.workers(),
                SHORT.workersPerCaller(),
                SHORT.waitingCalls(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                SHORT.drain());
    }

    /** Nobody loses a connection for taking his time. */
    private static ServerLimits answers(long bytes) {
        return new ServerLimits(
                200,
                200,
                SHORT.requestBytes(),
                SHORT.bufferedBytes(),
                bytes,
                SHORT.answerPatience(),
                SHORT.workers(),
                SHORT.workersPerCaller(),
                SHORT.waitingCalls(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                SHORT.drain());
    }

    private static ServerLimits limits(int most, int perAddress, int workers, int workersPerCaller) {
        return new ServerLimits(
                most,
                perAddress,
                SHORT.requestBytes(),
                SHORT.bufferedBytes(),
                SHORT.answerBytes(),
                SHORT.answerPatience(),
                workers,
                workersPerCaller,
                SHORT.waitingCalls(),
                SHORT.handshake(),
                SHORT.idle(),
                SHORT.request(),
                SHORT.drain());
    }
}
