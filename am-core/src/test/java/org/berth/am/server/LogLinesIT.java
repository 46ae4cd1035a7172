// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.berth.am.WrittenLog;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestTls;
import org.berth.base.RateLimitedLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that a client can have written into the log, with what would forge a line or drive a terminal in it. */
class LogLinesIT {
    private static final String FORGED =
            "x\r\n2030-01-01T00:00:00.000Z ERROR CallLog - forged\u001b[31m\u0007\u0085\u2028\u202e";

    private final WrittenLog log = new WrittenLog();
    private ServerFixture am;

    @BeforeEach
    void start() throws IOException {
        am = new ServerFixture(new EchoApi(), ServerFixture.SHORT);
    }

    @AfterEach
    void stop() {
        am.close();
        log.close();
    }

    @Test
    void methodNames() throws Exception {
        // when
        for (String name : List.of("a&#13;&#10;b", "a&#x85;b", "a&#x2028;b", "a&#x202e;b", "a\nb", "&#27;[31m")) {
            assertThat(am.post("/", "<methodCall><methodName>" + name + "</methodName></methodCall>")
                            .body())
                    .contains("<fault>");
        }

        // then
        assertThat(log.forged()).isEmpty();
        assertThat(log.written()).filteredOn(line -> line.contains("method=a")).hasSize(5);
    }

    @Test
    void certificates() throws Exception {
        // given
        CertificateContent usual = ServerFixture.FEDERATION.content("urn:publicid:IDN+example.org+user+mallory");
        CertificateContent content = new CertificateContent(
                FORGED,
                List.of(CertificateContent.uri(
                        "urn:publicid:IDN+example.org+user+" + FORGED.replaceAll("[^\\x00-\\x7f]", ""))),
                false,
                usual.notBefore(),
                usual.notAfter(),
                usual.signatureAlgorithm());
        Identity mallory = ServerFixture.FEDERATION.issue(ServerFixture.FEDERATION.root(), content);

        // when
        assertThatThrownBy(() -> RawClient.tls(am.server.uri(), TestTls.client(mallory))
                        .send("POST / HTTP/1.1\r\n\r\n")
                        .readAll())
                .isInstanceOf(IOException.class);

        // then
        await().untilAsserted(() -> assertThat(log.written()).anyMatch(line -> line.contains("refused")));
        assertThat(log.forged()).isEmpty();
    }

    @Test
    void whatIsNoTlsAndWhatIsNoHttp() throws Exception {
        // when
        for (String bytes : List.of(
                FORGED,
                "GET /" + FORGED + " HTTP/1.1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nX-Name: a\u001b[31m\rb\r\nContent-Length: -1\r\n\r\n",
                "POST /%0d%0a%1b[31m HTTP/1.1\r\nHost: \u001b\r\n\r\n",
                "PO\u001bST / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            try (RawClient plain = RawClient.plain(am.server.uri());
                    RawClient tls = am.raw()) {
                String unused = plain.send(bytes).readAll() + tls.send(bytes).readAll();
            }
        }

        // then
        assertThat(log.forged()).isEmpty();
        assertThat(log.written()).isNotEmpty();
    }

    @Test
    void handshakesThatFailAreSoManyLinesInAMinute() throws Exception {
        // given
        Identity stranger = ServerFixture.FEDERATION.selfSigned("urn:publicid:IDN+example.org+user+stranger");

        // when
        for (int i = 0; i < 3 * RateLimitedLog.LINES_PER_MINUTE; i++) {
            try (RawClient plain = RawClient.plain(am.server.uri())) {
                String unused = plain.send("no TLS\r\n\r\n").readAll();
            }
        }
        // On a busy machine a handshake may end by its deadline, which is another line.
        await().atMost(Duration.ofMinutes(5)).until(() -> {
            assertThatThrownBy(() -> RawClient.tls(am.server.uri(), TestTls.client(stranger))
                            .send("POST / HTTP/1.1\r\n\r\n")
                            .readAll())
                    .isInstanceOf(IOException.class);
            return count("more TLS clients refused") > 0;
        });

        // then, where another minute may have begun
        await().untilAsserted(() -> assertThat(count("TLS handshake failed"))
                .isBetween(RateLimitedLog.LINES_PER_MINUTE, 2 * RateLimitedLog.LINES_PER_MINUTE));
        assertThat(count("more TLS handshakes failed")).isBetween(1, 2);
        // then, at a clock that stands
        assertThat(count("more TLS clients refused")).isEqualTo(1);
        assertThat(count("TLS client '")).isEqualTo(RateLimitedLog.LINES_PER_MINUTE);
    }

    private int count(String text) {
        return (int) log.written().stream().filter(line -> line.contains(text)).count();
    }

    @Test
    void failuresWithTextOfOthersInTheirStackTraces() throws Exception {
        // given
        am.close();
        am = new ServerFixture(
                (caller, method, parameters, budget) -> {
                    throw new IllegalStateException(FORGED, new IllegalArgumentException(FORGED));
                },
                ServerFixture.SHORT);

        // when
        assertThat(am.post("/", ServerFixture.GET_VERSION).body()).contains("<fault>", "incident");

        // then
        assertThat(log.forged()).isEmpty();
        assertThat(log.written()).anyMatch(event -> event.contains("java.lang.IllegalArgumentException: x"));
    }
}
