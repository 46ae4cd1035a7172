// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.berth.am.server.ServerFixture.GET_VERSION;
import static org.berth.am.server.ServerFixture.SHORT;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.berth.am.api.AmApi;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Callers;
import org.berth.am.federation.TestTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AmServerIT {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/RPC2", "/RPC2/", "/am/3.0", "/am/3.0/", "/am//3.0", "/am/3.0//"})
    void everyPathOfTheApiAnswersTheCallerOfTheCertificate(String path) throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT)) {
            // when
            HttpResponse<String> response = am.post(path, GET_VERSION);

            // then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("text/xml");
            assertThat(response.headers().firstValueAsLong("Content-Length"))
                    .hasValue(response.body().length());
            assertThat(response.body()).contains("urn:publicid:IDN+example.org+user+alice");
        }
    }

    @Test
    void anotherCertificateIsShownToNewConnectionsWhileOpenOnesStay() throws Exception {
        // given
        TlsIdentity renewed =
                ServerFixture.tls(ServerFixture.FEDERATION.selfSigned("urn:publicid:IDN+example.org+authority+am"));
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT);
                RawClient before = am.raw()) {
            // when
            am.server.show(renewed);

            // then
            try (RawClient after = am.raw()) {
                assertThat(before.peer()).isEqualTo(ServerFixture.AM.chain().get(0));
                assertThat(after.peer()).isEqualTo(renewed.chain().get(0));
                assertThat(before.isCut()).isFalse();
            }
            am.answers();
        }
    }

    @Test
    void otherPathsAndOtherVerbsAreRefused() throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT)) {
            // when
            HttpResponse<String> path = am.post("/am/2.0", GET_VERSION);
            HttpResponse<String> get =
                    am.send(HttpRequest.newBuilder(am.uri("/RPC2")).GET().build());
            HttpResponse<String> put = am.send(HttpRequest.newBuilder(am.uri("/RPC2"))
                    .PUT(HttpRequest.BodyPublishers.ofString(GET_VERSION))
                    .build());

            // then
            assertThat(path.statusCode()).isEqualTo(404);
            assertThat(get.statusCode()).isEqualTo(405);
            assertThat(get.headers().firstValue("Allow")).hasValue("POST");
            assertThat(put.statusCode()).isEqualTo(405);
        }
    }

    /** A URL that ends in a slash with a path put behind it, as HTTP clients send it that do not look at it. */
    @ParameterizedTest
    @ValueSource(strings = {"//", "//RPC2", "//am/3.0", "///am//3.0//"})
    void pathThatBeginsWithTwoSlashesIsServed(String path) throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT);
                RawClient client = am.raw()) {
            // when
            String response = client.send(
                            "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                                    + GET_VERSION.length() + "\r\n\r\n" + GET_VERSION)
                    .readResponse();

            // then
            assertThat(response).startsWith("HTTP/1.1 200 ").contains("+user+alice");
        }
    }

    @Test
    void compressedBodyIsRefusedWithTheReason() throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT)) {
            // when
            HttpResponse<String> gzip = am.send(HttpRequest.newBuilder(am.uri("/RPC2"))
                    .header("Content-Encoding", "gzip")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {0x1f, (byte) 0x8b, 8}))
                    .build());
            HttpResponse<String> identity = am.send(HttpRequest.newBuilder(am.uri("/RPC2"))
                    .header("Content-Encoding", "identity")
                    .POST(HttpRequest.BodyPublishers.ofString(GET_VERSION))
                    .build());

            // then
            assertThat(gzip.statusCode()).isEqualTo(415);
            assertThat(gzip.body()).contains("without a Content-Encoding");
            assertThat(identity.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void strangersAndTheCertificatelessDoNotGetThroughTheHandshake() throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT)) {
            HttpRequest request = HttpRequest.newBuilder(am.uri("/"))
                    .POST(HttpRequest.BodyPublishers.ofString(GET_VERSION))
                    .build();
            SSLContext stranger =
                    TestTls.client(ServerFixture.FEDERATION.selfSigned("urn:publicid:IDN+x+user+mallory"));

            // when, then
            assertThatThrownBy(() -> ServerFixture.client(stranger).send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> RawClient.tls(am.server.uri(), TestTls.anonymousClient())
                            .send("POST / HTTP/1.1\r\n\r\n")
                            .readResponse())
                    .isInstanceOf(IOException.class);
            am.answers();
        }
    }

    @Test
    void oneConnectionTakesManyCallsUntilTheClientWantsItClosed() throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT);
                RawClient client = am.raw()) {
            // when
            String first = client.send(post(GET_VERSION, "")).readResponse();
            String second = client.send(post(GET_VERSION, "")).readResponse();
            String third =
                    client.send(post(GET_VERSION, "Connection: close\r\n")).readAll();

            // then
            assertThat(first).startsWith("HTTP/1.1 200 ").contains("alice");
            assertThat(second).startsWith("HTTP/1.1 200 ").contains("alice");
            assertThat(third).startsWith("HTTP/1.1 200 ").contains("alice").containsIgnoringCase("connection: close");
        }
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOn() throws Exception {
        try (ServerFixture am = new ServerFixture(new EchoApi(), SHORT);
                RawClient client = am.raw()) {
            // when
            String head = post(GET_VERSION, "Expect: 100-continue\r\nConnection: close\r\n");
            client.send(head.substring(0, head.length() - GET_VERSION.length()));
            String interim = client.readHead();
            client.send(GET_VERSION);

            // then
            assertThat(interim).startsWith("HTTP/1.1 100 ");
            assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").contains("alice");
        }
    }

    @Test
    void aStopLetsTheCallInProgressEnd() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ServerFixture am = new ServerFixture(waiting(entered, goOn), SHORT);
        URI uri = am.server.uri();
        CompletableFuture<HttpResponse<String>> call = CompletableFuture.supplyAsync(() -> quietly(am));
        entered.await();

        // when
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(am::close);
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> RawClient.plain(uri)).isInstanceOf(IOException.class));
        goOn.countDown();

        // then
        assertThat(call.get().body()).contains("waited");
        stopped.get();
    }

    @Test
    void anAddressInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AmServer second = new AmServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort()),
                        ServerFixture.AM,
                        ServerFixture.clients(),
                        Callers::of,
                        Map.of(),
                        SHORT,
                        new SimpleMeterRegistry(),
                        Audit.NONE)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort());
        }
    }

    static AmApi waiting(CountDownLatch entered, CountDownLatch goOn) {
        return (caller, method, parameters, budget) -> {
            entered.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return EchoApi.reply("v", "waited");
        };
    }

    static HttpResponse<String> quietly(ServerFixture am) {
        try {
            return am.post("/", GET_VERSION);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String post(String body, String headers) {
        return "POST /RPC2 HTTP/1.1\r\nHost: x\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
