// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.berth.am.api.AmApi;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Callers;
import org.berth.am.auth.trust.ClientTrustManager;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TestTls;

/** A running server with short patience, and a well-behaved client. */
final class ServerFixture implements AutoCloseable {
    static final Clock CLOCK = Clock.systemUTC();
    static final TestFederation FEDERATION = new TestFederation(CLOCK);
    static final Identity ALICE = FEDERATION.user("alice");
    static final TlsIdentity AM = tls(FEDERATION.issue(FEDERATION.root(), "urn:publicid:IDN+example.org+authority+am"));
    static final String GET_VERSION =
            "<?xml version='1.0'?>\n<methodCall><methodName>GetVersion</methodName></methodCall>";
    static final ServerLimits SHORT = new ServerLimits(
            200,
            200,
            1024 * 1024,
            4 * 1024 * 1024,
            2L * 1024 * 1024 * 1024,
            Duration.ofMillis(100),
            2,
            2,
            8,
            Duration.ofMillis(700),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final AmServer server;

    ServerFixture(AmApi api, ServerLimits limits) throws IOException {
        server = new AmServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                AM,
                clients(),
                Callers::of,
                Map.of("/", api, "/RPC2", api, "/am/3.0", api),
                limits,
                metrics,
                Audit.NONE);
        server.start();
    }

    static TlsIdentity tls(Identity identity) {
        return new TlsIdentity(identity.key(), identity.chain());
    }

    static X509ExtendedTrustManager clients() {
        TrustAnchors anchors = TestFederation.trust(FEDERATION.root());
        return new ClientTrustManager(() -> anchors, CLOCK);
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, HttpRequest.BodyPublishers.ofString(body));
    }

    HttpResponse<String> post(String path, HttpRequest.BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(uri(path)).POST(body).build());
    }

    /** As {@link #post(String, String)}, but by somebody else. */
    HttpResponse<String> postAs(Identity caller, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client(TestTls.client(caller)).send(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(HttpRequest request) throws Exception {
        return client(TestTls.client(ALICE)).send(request, HttpResponse.BodyHandlers.ofString());
    }

    static HttpClient client(SSLContext tls) {
        return HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    URI uri(String path) {
        return server.uri().resolve(path);
    }

    RawClient raw() throws IOException {
        return raw(ALICE);
    }

    RawClient raw(Identity caller) throws IOException {
        return RawClient.tls(server.uri(), TestTls.client(caller));
    }

    /** Asserts that a new client gets its answer. */
    void answers() throws Exception {
        HttpResponse<String> response = post("/", GET_VERSION);
        if (response.statusCode() != 200 || !response.body().contains("+user+alice")) {
            throw new AssertionError("no answer but " + response.statusCode() + " " + response.body());
        }
    }

    /** The memory that the bodies of large requests take. */
    double requestBytes() {
        return metrics.get("berth.requests.bytes").gauge().value();
    }

    double connections() {
        return metrics.get("berth.connections").gauge().value();
    }

    @Override
    public void close() {
        server.close();
    }
}
