package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.berth.am.federation.ForeignTool;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.PemFile;
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
        assertThat(verify("sslserver", "agent.pem")).contains("agent.pem: OK");
        assertThat(verify("sslclient", "am.pem")).contains("am.pem: OK");
        assertThatThrownBy(() -> verify("sslclient", "agent.pem"))
                .hasMessageContaining("unsuitable certificate purpose");
        assertThatThrownBy(() -> verify("sslserver", "am.pem")).hasMessageContaining("unsuitable certificate purpose");
    }

    @Test
    void agentMayIssueNothing() throws Exception {
        // given a certificate that an agent made with its own
        write("agent.pem", authority.issue("beta", HostKeyPair.make().getPublic()));

        // when
        String text = openssl.run("x509", "-in", "agent.pem", "-noout", "-text");

        // then
        assertThat(text)
                .contains("CA:FALSE", "TLS Web Server Authentication", "Digital Signature", "NIST CURVE: P-256")
                .contains("URI:urn:publicid:IDN+am.example.org+node+beta")
                .doesNotContain("Certificate Sign", "TLS Web Client Authentication");
        assertThat(openssl.run("x509", "-in", "authority.pem", "-noout", "-text"))
                .contains("CA:TRUE, pathlen:0", "Certificate Sign", "Dec 31 23:59:59 9999 GMT")
                .contains("URI:urn:publicid:IDN+am.example.org+authority+am");
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
        assertThat(openssl.run("req", "-inform", "DER", "-in", "own.der", "-noout", "-verify"))
                .containsIgnoringCase("verify OK");
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
                    .contains("Verify return code: 0 (ok)", "ALPN protocol: h2", "TLSv1.3");
        }
    }

    private String verify(String purpose, String file) throws IOException, InterruptedException {
        return openssl.run("verify", "-attime", AT, "-purpose", purpose, "-CAfile", "authority.pem", file);
    }

    private void write(String name, X509Certificate certificate) throws IOException {
        new PemFile(folder.resolve(name)).replace(List.of(), List.of(certificate));
    }
}
