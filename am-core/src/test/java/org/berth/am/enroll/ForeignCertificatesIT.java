// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.berth.am.federation.ForeignTool;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What openssl thinks of our certificates and requests, and we of its. */
class ForeignCertificatesIT {
    private static final String AT = String.valueOf(EnrollmentFixture.NOW.getEpochSecond());

    @TempDir
    private Path folder;

    private ForeignTool openssl;
    private HostAuthority authority;

    @BeforeEach
    void prepare() throws IOException {
        openssl = new ForeignTool("openssl", folder);
        openssl.require();
        authority = HostAuthority.open(
                folder, new Urn("am.example.org", "authority", "am"), new SettableClock(EnrollmentFixture.NOW));
        write("authority.pem", authority.certificate());
    }

    @Test
    void agentsAreServersAndTheAmIsAClient() throws Exception {
        // given
        write("agent.pem", authority.issue("beta", HostKeyPair.make().getPublic()));
        write("am.pem", authority.am().certificate());

        // when, then
        assertThat(takes("sslserver", "agent.pem")).isTrue();
        assertThat(takes("sslclient", "am.pem")).isTrue();
        assertThat(takes("sslclient", "agent.pem")).isFalse();
        assertThat(takes("sslserver", "am.pem")).isFalse();
    }

    @Test
    void agentMayIssueNothing() throws Exception {
        // given a certificate that an agent made with its own
        KeyPair agent = HostKeyPair.make();
        DurableFiles.writePrivate(
                folder.resolve("agent.pem"),
                Pem.key(agent.getPrivate()) + Pem.certificates(List.of(authority.issue("beta", agent.getPublic()))));
        openssl.run("req", "-new", "-key", "agent.pem", "-subj", "/CN=x", "-out", "request.pem");
        openssl.run(
                "x509 -req -in request.pem -CA agent.pem -CAkey agent.pem -CAcreateserial -out issued.pem".split(" "));

        // when, then
        assertThat(openssl.ends("verify", "-attime", AT, "-CAfile", "authority.pem", "agent.pem"))
                .isZero();
        assertThat(openssl.ends(
                        "verify",
                        "-no_check_time",
                        "-CAfile",
                        "authority.pem",
                        "-untrusted",
                        "agent.pem",
                        "issued.pem"))
                .isNotZero();
    }

    @Test
    void tokensFingerprintIsTheOneThatOpensslShows() throws Exception {
        // given
        EnrollmentFixture am = new EnrollmentFixture(folder);
        try (am) {
            EnrollmentToken token = am.enrollment.invite("beta", "am.example.org", 11998);

            // when
            String shown =
                    openssl.run("x509", "-in", "host-authority/authority.pem", "-noout", "-fingerprint", "-sha256");

            // then
            assertThat(shown.strip().replace(":", "")).isEqualToIgnoringCase("sha256 fingerprint=" + token.authority());
        }
    }

    @Test
    void requestsGoBothWays() throws Exception {
        // given
        openssl.run(
                "req",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                "k.pem",
                "-subj",
                "/CN=x",
                "-outform",
                "DER",
                "-out",
                "request.der");
        byte[] foreign = Files.readAllBytes(folder.resolve("request.der"));
        KeyPair own = HostKeyPair.make();
        Files.write(folder.resolve("own.der"), CertificateRequest.make(own));

        // when, then
        assertThat(CertificateRequest.key(foreign).getAlgorithm()).isEqualTo("EC");
        // An authority of openssl's issues nothing on a request whose signature is wrong.
        openssl.run("req", "-x509", "-key", "k.pem", "-subj", "/CN=ca", "-days", "2", "-out", "ca.pem");
        openssl.run(issue("own.der"));
        byte[] forged = CertificateRequest.make(own);
        forged[forged.length - 1] ^= 1;
        Files.write(folder.resolve("forged.der"), forged);
        assertThat(openssl.ends(issue("forged.der"))).isNotZero();
    }

    @Test
    void listenerShowsItselfWithItsAuthority() throws Exception {
        try (EnrollmentFixture am = new EnrollmentFixture(folder, new SettableClock(Instant.now()));
                EnrollmentListener listener = am.listener(0)) {
            int port = listener.invite("beta").port();
            assertThat(openssl.run(
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + port,
                            "-CAfile",
                            "authority.pem",
                            "-verify_return_error",
                            "-purpose",
                            "sslserver",
                            "-alpn",
                            "h2"))
                    .contains("TLSv1.3")
                    .containsPattern("(?i)alpn.*\\bh2\\b");
        }
    }

    private static String[] issue(String request) {
        return ("x509 -req -inform DER -in " + request + " -CA ca.pem -CAkey k.pem -CAcreateserial -out issued.pem")
                .split(" ");
    }

    /** What openssl says of it is its own affair; how it ends is documented. */
    private boolean takes(String purpose, String file) throws IOException, InterruptedException {
        return openssl.ends("verify", "-attime", AT, "-purpose", purpose, "-CAfile", "authority.pem", file) == 0;
    }

    private void write(String name, X509Certificate certificate) throws IOException {
        DurableFiles.write(folder.resolve(name), Pem.certificates(List.of(certificate)));
    }
}
