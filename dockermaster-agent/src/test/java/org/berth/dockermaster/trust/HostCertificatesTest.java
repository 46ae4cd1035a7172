// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.berth.dockermaster.testing.TestTrust;
import org.junit.jupiter.api.Test;

class HostCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private final TestTrust trust = TestTrust.of(TestTrust.AM, NOW);
    private final PeerIdentity am = trust.am(NOW);
    private final PeerIdentity agent = trust.agent("beta", NOW);

    @Test
    void agentBelievesItsAm() {
        assertThatCode(() -> HostCertificates.requireAm(am.certificate(), agent, NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void amBelievesTheAgentItEnrolled() {
        assertThatCode(() -> HostCertificates.requireAgent(agent.certificate(), keyOf(agent), am, NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void clocksMayBeApartByMinutes() {
        for (Duration apart : new Duration[] {Duration.ofMinutes(59), Duration.ofMinutes(-59)}) {
            assertThatCode(() -> HostCertificates.requireAm(am.certificate(), agent, NOW.plus(apart)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void anotherAmsCertificatesAreNotBelieved() {
        // given the same names, made by somebody else
        TestTrust other = TestTrust.of(TestTrust.AM, NOW);

        // when, then
        assertThatThrownBy(() -> HostCertificates.requireAm(other.am(NOW).certificate(), agent, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate 'CN=Berth AM' was not issued by the authority of " + TestTrust.AM);
        PeerIdentity stranger = other.agent("beta", NOW);
        assertThatThrownBy(() -> HostCertificates.requireAgent(stranger.certificate(), keyOf(stranger), am, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("was not issued by");
    }

    @Test
    void anAgentIsNoAm() {
        assertThatThrownBy(() -> HostCertificates.requireAm(agent.certificate(), agent, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate 'CN=beta' is not that of an AM");
    }

    @Test
    void theAmIsNoAgent() {
        assertThatThrownBy(() -> HostCertificates.requireAgent(am.certificate(), keyOf(am), am, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate 'CN=Berth AM' is not that of an agent");
    }

    @Test
    void theAuthorityItselfIsNeither() {
        assertThatThrownBy(() -> HostCertificates.requireAm(am.authority(), agent, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is not that of an AM");
        String key = HostCertificates.fingerprint(am.authority().getPublicKey());
        assertThatThrownBy(() -> HostCertificates.requireAgent(am.authority(), key, am, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is not that of an agent");
    }

    @Test
    void anotherHostsAgentIsNotBelieved() {
        PeerIdentity gamma = trust.agent("gamma", NOW);
        assertThatThrownBy(() -> HostCertificates.requireAgent(gamma.certificate(), keyOf(agent), am, NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("'CN=gamma' is of another key than that of the agent which was enrolled");
    }

    @Test
    void anExpiredCertificateIsNotBelieved() {
        Instant late = NOW.plus(HostCertificates.LIFE).plusSeconds(1);
        assertThatThrownBy(() -> HostCertificates.requireAm(am.certificate(), agent, late))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate 'CN=Berth AM' has expired at 2026-05-30T12:00:00Z; here it is "
                        + "2026-05-30T12:00:01Z");
    }

    @Test
    void aCertificateOfTheFutureTellsToCompareClocks() {
        Instant early = NOW.minus(Duration.ofHours(2));
        assertThatThrownBy(() -> HostCertificates.requireAgent(agent.certificate(), keyOf(agent), am, early))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is not valid before 2026-03-01T11:00:00Z")
                .hasMessageContaining("compare the clocks");
    }

    @Test
    void aNameFromTheNetworkPutsNoLinesIntoALog() {
        PeerIdentity odd = TestTrust.of(TestTrust.AM, NOW).agent("beta\nWARN all is well\u001b[2J", NOW);
        assertThatThrownBy(() -> HostCertificates.requireAm(odd.certificate(), agent, NOW))
                .isInstanceOf(CertificateException.class)
                .message()
                .doesNotContain("\n", "\u001b");
    }

    @Test
    void theListenerForAgentsThatEnrolIsBelieved() {
        X509Certificate listener = trust.issuer().enrollment(HostKeyPair.make().getPublic(), NOW);
        assertThatCode(() -> HostCertificates.requireEnrollment(List.of(listener, am.authority()), pin(am), NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void anAgentCannotPassForTheListener() {
        // given what an agent of the same AM can show, also a certificate of another use
        List<X509Certificate> asAgent = List.of(agent.certificate(), agent.authority());
        List<X509Certificate> asAm = List.of(am.certificate(), am.authority());
        List<X509Certificate> authorityAlone = List.of(am.authority());

        // when, then
        assertThatThrownBy(() -> HostCertificates.requireEnrollment(asAgent, pin(am), NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessage("the certificate 'CN=beta' is of urn:publicid:IDN+am.example.org+node+beta, not of the AM "
                        + TestTrust.AM);
        assertThatThrownBy(() -> HostCertificates.requireEnrollment(asAm, pin(am), NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is not that of an AM's listener");
        assertThatThrownBy(() -> HostCertificates.requireEnrollment(authorityAlone, pin(am), NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("is not that of an AM's listener");
    }

    @Test
    void anotherAmsListenerIsNotBelieved() {
        // given
        TestTrust other = TestTrust.of(TestTrust.AM, NOW);
        X509Certificate listener = other.issuer().enrollment(HostKeyPair.make().getPublic(), NOW);

        // when, then
        assertThatThrownBy(() -> HostCertificates.requireEnrollment(
                        List.of(listener, other.issuer().certificate()), pin(am), NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageStartingWith("who answers there is not the AM that made this token")
                .hasMessageContaining(pin(am));
        assertThatThrownBy(() -> HostCertificates.requireEnrollment(List.of(listener, am.authority()), pin(am), NOW))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("was not issued by the authority");
    }

    @Test
    void aCertificateIsDueWhenAThirdOfItsLifeIsLeft() {
        // given 90 days and an hour, of which a third is 30 days and 20 minutes
        Instant third =
                NOW.plus(HostCertificates.LIFE).minus(Duration.ofDays(30)).minus(Duration.ofMinutes(20));

        // when, then
        assertThat(HostCertificates.isDue(agent.certificate(), third.minusSeconds(1)))
                .isFalse();
        assertThat(HostCertificates.isDue(agent.certificate(), third)).isTrue();
        assertThat(HostCertificates.isDue(agent.certificate(), third.plus(Duration.ofDays(365))))
                .isTrue();
    }

    @Test
    void theFingerprintIsTheSha256OfTheWholeKeyInHex() {
        assertThat(keyOf(agent)).matches("[0-9a-f]{64}").isNotEqualTo(keyOf(am));
    }

    private static String pin(PeerIdentity identity) {
        return HostCertificates.pin(identity.authority());
    }

    private static String keyOf(PeerIdentity identity) {
        return HostCertificates.fingerprint(identity.certificate().getPublicKey());
    }
}
