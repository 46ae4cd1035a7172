// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
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
        requested(folder(), token(1));
        assertThat(folder().find()).isEmpty();
    }

    @Test
    void keyOfATokenIsMadeOnceAndReadableByItsOwnerAlone() throws Exception {
        // when
        PublicKey first = requested(folder(), token(1));

        // then
        assertThat(requested(folder(), token(1))).isEqualTo(first);
        assertThat(requested(folder(), token(2))).isNotEqualTo(first);
        Path files = path(token(1).id());
        assertThat(permissions(files.resolve("key.pem"))).isEqualTo("rw-------");
        assertThat(permissions(files)).isEqualTo("rwx------");
        assertThat(permissions(state.resolve("identity"))).isEqualTo("rwx------");
        assertThat(names(files)).containsExactly("key.pem");
    }

    @Test
    void enrolledAgentIsStillEnrolledAfterARestart() throws Exception {
        // when
        PeerIdentity issued = enroll(folder(), token(1), trust);

        // then
        assertThat(folder().find()).contains(issued);
        assertThat(names(path("current"))).containsExactly("certificate.pem", "key.pem");
    }

    @Test
    void agentThatIsEnrolledAnewHasANewKeyAndForgetsItsFormerOnes() throws Exception {
        // given
        PeerIdentity former = enroll(folder(), token(1), trust);
        requested(folder(), token(2));
        Files.writeString(Files.createDirectory(path("copy of mine")).resolve("key.pem"), "x");

        // when
        PeerIdentity issued = enroll(folder(), token(3), trust);

        // then
        assertThat(issued.certificate().getPublicKey())
                .isNotEqualTo(former.certificate().getPublicKey());
        assertThat(folder().find()).contains(issued);
        assertThat(names(state.resolve("identity")))
                .containsExactlyInAnyOrder("copy of mine", "current", token(3).id());
        assertThat(names(path("copy of mine"))).containsExactly("key.pem");
    }

    @Test
    void formerIdentityIsGoodUntilTheNewOneIsComplete() throws Exception {
        // given what there is after a death at each step of an enrolment, and the renewal of the former identity then
        PeerIdentity former = enroll(folder(), token(1), trust);
        PublicKey key = requested(folder(), token(2));
        assertThat(folder().find()).contains(former);
        Path begun = path(token(2).id());
        byte[] answer = issued(key, trust).getEncoded();
        new StoredIdentity(begun)
                .keep(issued(key, trust), List.of(trust.issuer().certificate()), NOW);
        Files.createSymbolicLink(path(".current-" + token(2).id()), begun.getFileName());
        assertThat(folder().find()).contains(former);
        folder().renew(issued(former.certificate().getPublicKey(), trust).getEncoded(), List.of());
        assertThat(folder().find().orElseThrow().key()).isEqualTo(former.key());

        // when the same token is tried again
        assertThat(requested(folder(), token(2))).isEqualTo(key);
        folder().enroll(token(2), answer, authority(trust));

        // then
        assertThat(folder().find().orElseThrow().certificate().getPublicKey()).isEqualTo(key);
        assertThat(names(state.resolve("identity"))).containsExactlyInAnyOrder("current", token(2).id());
    }

    @Test
    void enrollingWithTheSameTokenAgainKeepsTheKey() throws Exception {
        PeerIdentity first = enroll(folder(), token(1), trust);
        PeerIdentity second = enroll(folder(), token(1), trust);
        assertThat(second.key()).isEqualTo(first.key());
        assertThat(folder().find()).contains(second);
    }

    @Test
    void certificateThatAnotherProcessKeptIsSeen() throws Exception {
        // given
        IdentityFolder running = folder();
        assertThat(running.find()).isEmpty();

        // when
        PeerIdentity first = enroll(folder(), token(1), trust);

        // then
        assertThat(running.find()).contains(first);

        // when
        clock.advance(Duration.ofDays(60));
        byte[] renewed =
                issued(CertificateRequest.key(running.request()), trust).getEncoded();
        folder().renew(renewed, List.of());

        // then
        assertThat(running.find().orElseThrow().certificate().getEncoded()).isEqualTo(renewed);
        assertThat(running.find().orElseThrow().authority()).isEqualTo(first.authority());
    }

    @Test
    void agentMayGoToAnotherAm() throws Exception {
        // given
        enroll(folder(), token(1), trust);
        TestTrust other = TestTrust.of("urn:publicid:IDN+other.example.org+authority+am", NOW);

        // when
        enroll(folder(), token(2), other);

        // then
        assertThat(folder().find().orElseThrow().authority())
                .isEqualTo(other.issuer().certificate());
    }

    @Test
    void certificateOfAnotherKeyIsNotKept() throws Exception {
        PeerIdentity stranger = trust.agent("beta", NOW);
        requested(folder(), token(1));
        assertThatThrownBy(
                        () -> folder().enroll(token(1), stranger.certificate().getEncoded(), authority(trust)))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is of another key");
        assertThat(folder().find()).isEmpty();
    }

    @Test
    void renewedCertificateOfAnotherAuthorityIsNotKept() throws Exception {
        // given
        PeerIdentity before = enroll(folder(), token(1), trust);
        byte[] foreign = issued(before.certificate().getPublicKey(), TestTrust.of(TestTrust.AM, NOW))
                .getEncoded();

        // when, then
        assertThatThrownBy(() -> folder().renew(foreign, List.of()))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("was not issued by the authority");
        assertThatThrownBy(() -> folder().renew(new byte[] {1, 2, 3}, List.of()))
                .isInstanceOf(CertificateException.class);
        assertThat(folder().find()).contains(before);
    }

    @Test
    void agentThatIsNotEnrolledTakesNoRenewal() throws Exception {
        byte[] certificate = issued(requested(folder(), token(1)), trust).getEncoded();
        assertThatThrownBy(() -> folder().renew(certificate, List.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("this agent is not enrolled");
    }

    @Test
    void leftoversOfADeathWhileWritingAreNoIdentity() throws Exception {
        // given what is there if the process dies before a file is complete
        Path begun = Files.createDirectories(path(token(1).id()));
        Files.writeString(begun.resolve(".123.new"), "-----BEGIN PRIVATE KEY-----\nMIGH");

        // when
        PeerIdentity issued = enroll(folder(), token(1), trust);

        // then
        assertThat(folder().find()).contains(issued);
    }

    @Test
    void filesThatDoNotBelongTogetherAreNamed() throws Exception {
        // given
        enroll(folder(), token(1), trust);
        Path files = path(token(1).id());
        Files.delete(files.resolve("key.pem"));
        new StoredIdentity(files).makeKey();

        // when, then
        assertThatThrownBy(() -> folder().find())
                .isInstanceOf(IOException.class)
                .hasMessage(files.resolve("certificate.pem") + " does not belong to " + files.resolve("key.pem")
                        + ": enrol this agent anew");
    }

    @Test
    void damagedFilesAreNamed() throws Exception {
        // given
        enroll(folder(), token(1), trust);
        Path files = path(token(1).id());
        Files.writeString(files.resolve("certificate.pem"), "");

        // when, then
        assertThatThrownBy(() -> folder().find())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate.pem holds 0 certificates");

        // given
        Files.writeString(files.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n");

        // when, then
        assertThatThrownBy(() -> folder().request())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.resolve("key.pem").toString());

        // then it can be enrolled anew
        PeerIdentity issued = enroll(folder(), token(2), trust);
        assertThat(folder().find()).contains(issued);
    }

    private IdentityFolder folder() {
        return new IdentityFolder(state.resolve("identity"), clock);
    }

    private Path path(String name) {
        return state.resolve("identity").resolve(name);
    }

    private static List<String> names(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static EnrollmentToken token(int number) {
        return new EnrollmentToken("am.example.org", 11998, "a7".repeat(32), "%032x".formatted(number), "beta");
    }

    private static PublicKey requested(IdentityFolder folder, EnrollmentToken token) throws Exception {
        return CertificateRequest.key(folder.request(token));
    }

    private static X509Certificate issued(PublicKey key, TestTrust trust) {
        return trust.issuer().agent(key, "beta", "urn:publicid:IDN+am.example.org+node+beta", NOW);
    }

    private static PeerIdentity enroll(IdentityFolder folder, EnrollmentToken token, TestTrust trust) throws Exception {
        X509Certificate issued = issued(requested(folder, token), trust);
        folder.enroll(token, issued.getEncoded(), authority(trust));
        return folder.find().orElseThrow();
    }

    private static byte[] authority(TestTrust trust) throws CertificateException {
        return trust.issuer().certificate().getEncoded();
    }
}
