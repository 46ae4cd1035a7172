// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.berth.am.auth.Callers;
import org.berth.am.auth.x509.Gid;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.berth.am.federation.TlsEndpoint;
import org.berth.base.Pem;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Real TLS handshakes on the loopback interface. */
class ClientHandshakeIT {
    private final TestFederation federation = new TestFederation(InstantSource.system());
    private final Identity project =
            federation.issue(federation.root(), "urn:publicid:IDN+example.org:project+authority+sa");
    private final Identity member = federation.issue(project, "urn:publicid:IDN+example.org:project+user+member");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path folder;

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(log);
    }

    @Test
    void leafAloneIsLetInWhereItsIntermediateIsAnAnchor() throws IOException {
        // given
        trust("project.pem", project.certificate());

        // when / then
        assertThat(handshake(leafOnly(member))).isEqualTo(member.urn());
    }

    @Test
    void leafAloneIsRefusedWhereItsIntermediateIsUnknown() throws IOException {
        // given
        trust("root.pem", federation.root().certificate());

        // when / then
        assertRefused(leafOnly(member), "no trusted root leads to " + member.urn());
    }

    @Test
    void chainOfThreeIsLetInWhereTheRootIsAnAnchor() throws IOException {
        // given
        trust("root.pem", federation.root().certificate());

        // when / then
        assertThat(member.chain()).hasSize(3);
        assertThat(handshake(member)).isEqualTo(member.urn());
    }

    @Test
    void strangerIsRefused() throws IOException {
        // given
        trust("root.pem", federation.root().certificate());

        // when / then
        assertRefused(
                federation.selfSigned("urn:publicid:IDN+example.org+user+stranger"),
                "no trusted root leads to urn:publicid:IDN+example.org+user+stranger");
    }

    @Test
    void expiredIsRefused() throws IOException {
        // given
        trust("root.pem", federation.root().certificate());
        Instant now = Instant.now();
        CertificateContent content = federation
                .content("urn:publicid:IDN+example.org+user+late")
                .valid(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1)));

        // when / then
        assertRefused(
                federation.issue(federation.root(), content),
                "the certificate of urn:publicid:IDN+example.org+user+late expired at");
    }

    @Test
    void twoNamesAreRefused() throws IOException {
        // given
        trust("root.pem", federation.root().certificate());
        CertificateContent content = federation
                .content("urn:publicid:IDN+example.org+user+janus")
                .withName(CertificateContent.uri("urn:publicid:IDN+example.org+user+root"));

        // when / then
        assertRefused(federation.issue(federation.root(), content), "has 2 publicid URNs");
    }

    @Test
    void rootAddedWhileRunningIsTrusted() throws IOException {
        // given
        Identity alice = federation.user("alice");
        try (TrustedRoots roots = TrustedRoots.open(folder);
                TlsEndpoint endpoint = endpoint(roots)) {
            assertThatThrownBy(() -> endpoint.handshake(alice)).isInstanceOf(IOException.class);

            // when
            trust("root.pem", federation.root().certificate());

            // then
            await().atMost(Duration.ofSeconds(10))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() ->
                            Callers.of(List.of(endpoint.handshake(alice))).urn().equals(alice.urn()));
        }
    }

    private void assertRefused(Identity client, String reason) {
        assertThatThrownBy(() -> handshake(client)).isInstanceOf(IOException.class);
        assertThat(log.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains(Gid.subject(client.certificate()))
                .contains(reason);
    }

    private Urn handshake(Identity client) throws IOException {
        try (TrustedRoots roots = TrustedRoots.open(folder);
                TlsEndpoint endpoint = endpoint(roots)) {
            return Callers.of(List.of(endpoint.handshake(client))).urn();
        }
    }

    private static TlsEndpoint endpoint(TrustedRoots roots) {
        return new TlsEndpoint(new ClientTrustManager(roots, InstantSource.system()));
    }

    private void trust(String file, X509Certificate certificate) throws IOException {
        Files.writeString(folder.resolve(file), Pem.certificates(List.of(certificate)));
    }

    private static Identity leafOnly(Identity identity) {
        return new Identity(identity.key(), List.of(identity.certificate()));
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ClientTrustManager.class);
    }
}
