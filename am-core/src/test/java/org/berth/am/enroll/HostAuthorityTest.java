// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.PeerIdentity;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostAuthorityTest {
    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(EnrollmentFixture.NOW);

    @Test
    void authorityStaysTheSame() throws IOException {
        assertThat(open().certificate()).isEqualTo(open().certificate());
    }

    @Test
    void nobodyElseReadsTheKey() throws IOException {
        open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())))
                .isEqualTo("rwx------");
        try (var files = Files.list(file().getParent())) {
            assertThat(files).containsExactly(file());
        }
    }

    @Test
    void deathWhileTheAuthorityIsWrittenLeavesNone() throws IOException {
        // given a file that was not complete when the process died
        Files.createDirectories(file().getParent());
        Files.writeString(file().resolveSibling(".1.new"), "-----BEGIN PRIVATE KEY-----\nMIGH");

        // when
        X509Certificate made = open().certificate();

        // then
        assertThat(open().certificate()).isEqualTo(made);
    }

    @Test
    void twoThatMakeItAtOnceHaveOne() throws Exception {
        ExecutorService both = Executors.newFixedThreadPool(4);
        try {
            Callable<X509Certificate> opening = () -> open().certificate();
            List<Future<X509Certificate>> opened = both.invokeAll(List.of(opening, opening, opening, opening));
            for (Future<X509Certificate> certificate : opened) {
                assertThat(certificate.get()).isEqualTo(open().certificate());
            }
        } finally {
            both.shutdownNow();
        }
    }

    @Test
    void damagedAuthorityIsNamedAndNeverReplaced() throws IOException {
        // given
        open();
        String whole = Files.readString(file());
        String certificateAlone = whole.substring(whole.indexOf("-----BEGIN CERTIFICATE"));
        Files.writeString(file(), certificateAlone);

        // when, then
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("restore it from a backup");
        assertThat(file()).hasContent(certificateAlone);
    }

    @Test
    void keyOfAnotherAuthorityIsFound() throws IOException {
        // given
        open();
        String own = Files.readString(file());
        Files.delete(file());
        open();
        String other = Files.readString(file());
        int at = own.indexOf("-----BEGIN CERTIFICATE");
        Files.writeString(file(), own.substring(0, at) + other.substring(other.indexOf("-----BEGIN CERTIFICATE")));

        // when, then
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a key and its certificate");
    }

    @Test
    void theAmsOwnCertificateIsRenewedInTime() throws Exception {
        // given
        HostAuthority authority = open();
        PeerIdentity first = authority.am();

        // when
        clock.advance(Duration.ofDays(59));
        PeerIdentity same = authority.am();
        clock.advance(Duration.ofDays(2));
        PeerIdentity next = authority.am();

        // then
        assertThat(same).isEqualTo(first);
        assertThat(next.certificate()).isNotEqualTo(first.certificate());
        clock.advance(Duration.ofDays(59));
        PeerIdentity agent = agent(authority, HostKeyPair.make());
        assertThatCode(() -> HostCertificates.requireAm(next.certificate(), agent, clock.instant()))
                .doesNotThrowAnyException();
    }

    @Test
    void anAmOfAnotherNameHasAnAuthorityOfItsOwnAlsoAfterARestart() throws Exception {
        // given
        PeerIdentity former = agent(open(), HostKeyPair.make());
        Urn name = new Urn("new.example.org", "authority", "am");

        // when
        HostAuthority renamed = HostAuthority.open(state, name, clock);

        // then
        assertThat(HostCertificates.uri(renamed.certificate())).contains(name.toString());
        assertThatThrownBy(() -> HostCertificates.requireAm(renamed.am().certificate(), former, clock.instant()))
                .isInstanceOf(CertificateException.class);
        PeerIdentity anew = agent(renamed, HostKeyPair.make());
        HostAuthority restarted = HostAuthority.open(state, name, clock);
        assertThatCode(() -> HostCertificates.requireAm(restarted.am().certificate(), anew, clock.instant()))
                .doesNotThrowAnyException();
    }

    @Test
    void agentsCertificateNamesItsHost() throws Exception {
        X509Certificate certificate = open().issue("beta", HostKeyPair.make().getPublic());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=beta");
        assertThat(HostCertificates.uri(certificate)).contains("urn:publicid:IDN+am.example.org+node+beta");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly(HostCertificates.SERVER_AUTH);
        assertThat(certificate.getNotBefore()).isEqualTo("2026-03-01T11:00:00Z");
        assertThat(certificate.getNotAfter()).isEqualTo("2026-05-30T12:00:00Z");
    }

    @Test
    void certificateIsRenewedForTheSameKeyOnly() throws Exception {
        // given
        HostAuthority authority = open();
        KeyPair keys = HostKeyPair.make();
        X509Certificate current = agent(authority, keys).certificate();
        clock.advance(Duration.ofDays(80));

        // when
        X509Certificate renewed = authority.renew("beta", current, CertificateRequest.make(keys));

        // then
        assertThat(renewed.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(renewed.getNotAfter()).isAfter(current.getNotAfter());
        assertThatThrownBy(() -> authority.renew("beta", current, CertificateRequest.make(HostKeyPair.make())))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("of another key than the one it was enrolled with");
    }

    private HostAuthority open() throws IOException {
        return HostAuthority.open(state, EnrollmentFixture.AM, clock);
    }

    private Path file() {
        return state.resolve("host-authority/authority.pem");
    }

    private static PeerIdentity agent(HostAuthority authority, KeyPair keys) {
        return new PeerIdentity(keys.getPrivate(), authority.issue("beta", keys.getPublic()), authority.certificate());
    }
}
