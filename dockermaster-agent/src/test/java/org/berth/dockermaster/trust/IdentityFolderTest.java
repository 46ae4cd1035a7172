package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.testing.TestTrust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFolderTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(NOW);
    private final TestTrust trust = TestTrust.of(TestTrust.AM, NOW);

    @Test
    void agentThatWasNotEnrolledHasNoIdentity() throws Exception {
        assertThat(folder().find()).isEmpty();
        folder().keys();
        assertThat(folder().find()).isEmpty();
    }

    @Test
    void keyIsMadeOnceAndReadableByItsOwnerAlone() throws Exception {
        // when
        KeyPair first = folder().keys();
        KeyPair second = folder().keys();

        // then
        assertThat(second.getPublic()).isEqualTo(first.getPublic());
        assertThat(second.getPrivate()).isEqualTo(first.getPrivate());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path("key.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("identity"))))
                .isEqualTo("rwx------");
        assertThat(files()).containsExactly("key.pem");
    }

    @Test
    void enrolledAgentIsStillEnrolledAfterARestart() throws Exception {
        // when
        PeerIdentity issued = enroll(folder(), trust);

        // then
        assertThat(folder().find()).contains(issued);
        assertThat(files()).containsExactly("certificate.pem", "key.pem");
    }

    @Test
    void certificateThatAnotherProcessKeptIsSeen() throws Exception {
        // given
        IdentityFolder running = folder();
        assertThat(running.find()).isEmpty();

        // when
        PeerIdentity first = enroll(folder(), trust);

        // then
        assertThat(running.find()).contains(first);

        // when
        clock.advance(Duration.ofDays(60));
        byte[] renewed = trust.agent("beta", running.keys(), clock.instant())
                .certificate()
                .getEncoded();
        folder().renew(renewed);

        // then
        assertThat(running.find().orElseThrow().certificate().getEncoded()).isEqualTo(renewed);
        assertThat(running.find().orElseThrow().authority()).isEqualTo(first.authority());
    }

    @Test
    void agentMayGoToAnotherAm() throws Exception {
        // given
        enroll(folder(), trust);
        TestTrust other = TestTrust.of("urn:publicid:IDN+other.example.org+authority+am", NOW);

        // when
        enroll(folder(), other);

        // then
        assertThat(folder().find().orElseThrow().authority())
                .isEqualTo(other.issuer().certificate());
    }

    @Test
    void certificateOfAnotherKeyIsNotKept() throws Exception {
        PeerIdentity stranger = trust.agent("beta", NOW);
        assertThatThrownBy(() -> folder().enroll(stranger.certificate().getEncoded(), authority(trust)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is of another key");
        assertThat(folder().find()).isEmpty();
    }

    @Test
    void renewedCertificateOfAnotherAuthorityIsNotKept() throws Exception {
        // given
        PeerIdentity before = enroll(folder(), trust);
        byte[] foreign = TestTrust.of(TestTrust.AM, NOW)
                .agent("beta", folder().keys(), NOW)
                .certificate()
                .getEncoded();

        // when, then
        assertThatThrownBy(() -> folder().renew(foreign))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("was not issued by the authority");
        assertThatThrownBy(() -> folder().renew(new byte[] {1, 2, 3})).isInstanceOf(CertificateException.class);
        assertThat(folder().find()).contains(before);
    }

    @Test
    void agentThatIsNotEnrolledTakesNoRenewal() throws Exception {
        byte[] certificate =
                trust.agent("beta", folder().keys(), NOW).certificate().getEncoded();
        assertThatThrownBy(() -> folder().renew(certificate))
                .isInstanceOf(IOException.class)
                .hasMessage("this agent is not enrolled");
    }

    @Test
    void leftoversOfADeathWhileWritingAreNoIdentity() throws Exception {
        // given what is there if the process dies before a file is complete
        Files.createDirectories(state.resolve("identity"));
        Files.writeString(path(".123.new"), "-----BEGIN PRIVATE KEY-----\nMIGH");

        // when
        PeerIdentity issued = enroll(folder(), trust);

        // then
        assertThat(folder().find()).contains(issued);
    }

    @Test
    void filesThatDoNotBelongTogetherAreNamed() throws Exception {
        // given
        enroll(folder(), trust);
        Files.delete(path("key.pem"));

        // when, then
        assertThatThrownBy(() -> folder().find())
                .isInstanceOf(IOException.class)
                .hasMessage(
                        path("certificate.pem") + " does not belong to " + path("key.pem") + ": enrol this agent anew");
    }

    @Test
    void damagedFilesAreNamed() throws Exception {
        // given
        enroll(folder(), trust);
        Files.writeString(path("certificate.pem"), "");

        // when, then
        assertThatThrownBy(() -> folder().find())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate.pem holds 0 certificates");

        // given
        Files.writeString(path("key.pem"), "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n");

        // when, then
        assertThatThrownBy(() -> folder().keys())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path("key.pem").toString());
    }

    private IdentityFolder folder() {
        return new IdentityFolder(state.resolve("identity"), clock);
    }

    private Path path(String name) {
        return state.resolve("identity").resolve(name);
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(state.resolve("identity"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static PeerIdentity enroll(IdentityFolder folder, TestTrust trust) throws Exception {
        PeerIdentity issued = trust.agent("beta", folder.keys(), NOW);
        folder.enroll(issued.certificate().getEncoded(), authority(trust));
        return issued;
    }

    private static byte[] authority(TestTrust trust) throws CertificateException {
        return trust.issuer().certificate().getEncoded();
    }
}
