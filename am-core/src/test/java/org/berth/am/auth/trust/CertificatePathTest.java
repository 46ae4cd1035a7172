// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

class CertificatePathTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final TestFederation federation = new TestFederation(InstantSource.fixed(NOW));
    private final Identity root = federation.root();

    @Test
    void userCertifiedByTheRootIsProved() throws CertificateException {
        // given
        Identity alice = federation.user("alice");

        // when
        CertificatePath path = find(alice.certificate(), List.of(), root);

        // then
        assertThat(path.leaf().urn()).isEqualTo(alice.urn());
        assertThat(path.goodUntil()).isEqualTo(NOW.plus(TestFederation.LIFE).plus(Duration.ofMinutes(5)));
    }

    @Test
    void leafAloneIsProvedByAnIntermediateAsAnchor() throws CertificateException {
        // given
        Identity project = authority(root, "example.org:project");
        Identity alice = federation.issue(project, "urn:publicid:IDN+example.org:project+user+alice");

        // when / then
        assertThat(find(alice.certificate(), List.of(), project).leaf().urn()).isEqualTo(alice.urn());
    }

    @Test
    void intermediatesAreTakenInAnyOrderAndOthersDoNoHarm() throws CertificateException {
        // given
        Identity one = authority(root, "example.org:one");
        Identity two = authority(one, "example.org:one:two");
        Identity alice = federation.issue(two, "urn:publicid:IDN+example.org:one:two+user+alice");
        List<X509Certificate> others = new ArrayList<>(alice.chain());
        others.add(federation.user("unrelated").certificate());
        Collections.reverse(others);

        // when / then
        assertThat(find(alice.certificate(), others, root).leaf().urn()).isEqualTo(alice.urn());
    }

    @Test
    void pathEndsWithItsFirstCertificate() throws CertificateException {
        // given
        Instant soon = NOW.plus(Duration.ofDays(1));
        Identity brief = federation.issue(
                root,
                federation
                        .content("urn:publicid:IDN+example.org:brief+authority+sa")
                        .valid(NOW, soon));
        Identity alice = federation.issue(brief, "urn:publicid:IDN+example.org:brief+user+alice");

        // when / then
        assertThat(find(alice.certificate(), alice.chain(), root).goodUntil())
                .isEqualTo(soon.plus(Duration.ofMinutes(5)));
    }

    @Test
    void rootsWithTheSameNameAreTriedOneAfterTheOther() throws CertificateException {
        // given
        Identity namesake = federation.selfSigned(root.urn().toString());
        Identity alice = federation.user("alice");

        // when / then
        assertThat(find(alice.certificate(), List.of(), namesake, root).leaf().urn())
                .isEqualTo(alice.urn());
    }

    @Test
    void anchorIsTrustedItself() throws CertificateException {
        // when / then
        assertThat(find(root.certificate(), List.of(), root).leaf().urn()).isEqualTo(root.urn());
    }

    @Test
    void eightCertificatesAreAPathAndNineAreNot() throws CertificateException {
        // given
        Identity seventh = root;
        for (int i = 1; i < 7; i++) {
            seventh = authority(seventh, seventh.urn().authority() + ":" + i);
        }
        Identity eighth = authority(seventh, seventh.urn().authority() + ":8");
        Identity ninth =
                federation.issue(eighth, "urn:publicid:IDN+" + eighth.urn().authority() + "+user+a");

        // when / then
        assertThat(find(eighth.certificate(), eighth.chain().subList(1, 7), root)
                        .leaf()
                        .urn())
                .isEqualTo(eighth.urn());
        assertThatThrownBy(() -> find(ninth.certificate(), ninth.chain().subList(1, 8), root))
                .hasMessageContaining("no trusted root leads to");
    }

    @Test
    void strangerIsRefused() {
        // given
        Identity stranger = federation.selfSigned("urn:publicid:IDN+example.org+user+alice");

        // when / then
        assertThatThrownBy(() -> find(stranger.certificate(), List.of(), root))
                .hasMessageContaining("no trusted root leads to " + stranger.urn());
    }

    @Test
    void authorityDoesNotCertifyOutsideItsNameSpace() {
        // given
        Identity a = authority(root, "example.org:a");
        Identity alice = federation.issue(a, "urn:publicid:IDN+example.org:b+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice.certificate(), alice.chain(), root))
                .hasMessageContaining(a.urn() + " may not sign for " + alice.urn());
    }

    @Test
    void anchorDoesNotCertifyOutsideItsNameSpace() {
        // given
        Identity alice = federation.issue(root, "urn:publicid:IDN+evil-example.org+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice.certificate(), List.of(), root)).hasMessageContaining("may not sign for");
    }

    @Test
    void userCertifiesNobody() {
        // given
        Identity alice = federation.user("alice");
        Identity bob = federation.issue(alice, "urn:publicid:IDN+example.org+user+bob");

        // when / then
        assertThatThrownBy(() -> find(bob.certificate(), bob.chain(), root))
                .hasMessageContaining(alice.urn() + " is no certificate authority");
    }

    @Test
    void expiredIntermediateBreaksThePath() {
        // given
        Identity old = federation.issue(
                root,
                federation
                        .content("urn:publicid:IDN+example.org:old+authority+sa")
                        .valid(NOW.minus(Duration.ofDays(2)), NOW.minus(Duration.ofDays(1))));
        Identity alice = federation.issue(old, "urn:publicid:IDN+example.org:old+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice.certificate(), alice.chain(), root))
                .hasMessageContaining("the certificate of " + old.urn() + " expired at");
    }

    @Test
    void clocksMayDifferByFiveMinutes() throws CertificateException {
        // given
        Identity late = expiring(NOW.minus(Duration.ofMinutes(5)));
        Identity tooLate = expiring(NOW.minus(Duration.ofMinutes(5)).minusSeconds(1));

        // when / then
        assertThat(find(late.certificate(), List.of(), root).leaf().urn()).isEqualTo(late.urn());
        assertThatThrownBy(() -> find(tooLate.certificate(), List.of(), root)).hasMessageContaining("expired at");
    }

    @Test
    void md5SignatureProvesNothing() {
        // given
        Identity alice = federation.issue(
                root,
                federation.content("urn:publicid:IDN+example.org+user+alice").signedWith("MD5withRSA"));

        // when / then
        assertThatThrownBy(() -> find(alice.certificate(), List.of(), root)).hasMessageContaining("MD5withRSA");
    }

    @Test
    void sha1SignatureIsStillTaken() throws CertificateException {
        // given
        Identity alice = federation.issue(
                root,
                federation.content("urn:publicid:IDN+example.org+user+alice").signedWith("SHA1withRSA"));

        // when / then
        assertThat(find(alice.certificate(), List.of(), root).leaf().urn()).isEqualTo(alice.urn());
    }

    @Test
    void shortKeyIsRefused() throws NoSuchAlgorithmException {
        // given
        Identity alice = CertificateIssue.signed(
                federation.content("urn:publicid:IDN+example.org+user+alice"), shortKeys(), root);

        // when / then
        assertThatThrownBy(() -> find(alice.certificate(), List.of(), root)).hasMessageContaining("has 768 bits");
    }

    @Test
    void twoIdentifiersOrNoneAreRefused() {
        // given
        CertificateContent content = federation.content("urn:publicid:IDN+example.org+user+alice");
        Identity two = federation.issue(
                root, content.withName(CertificateContent.uri("URN:publicid:IDN+example.org+user+root")));
        Identity none = federation.issue(
                root, new CertificateContent("x", List.of(), false, NOW, NOW.plusSeconds(60), "SHA256withRSA"));

        // when / then
        assertThatThrownBy(() -> find(two.certificate(), List.of(), root)).hasMessageContaining("has 2 publicid URNs");
        assertThatThrownBy(() -> find(none.certificate(), List.of(), root)).hasMessageContaining("has 0 publicid URNs");
    }

    @Test
    void identifierIsFoundAmongNamesThatTheJdkCannotRead() throws CertificateException {
        // given
        Identity alice = federation.issue(
                root,
                federation
                        .content("urn:publicid:IDN+example.org+user+alice")
                        .withName(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[] {1, 2, 3}))));

        // when / then
        assertThat(find(alice.certificate(), List.of(), root).leaf().urn().name())
                .isEqualTo("alice");
    }

    private Identity authority(Identity issuer, String name) {
        return federation.issue(issuer, "urn:publicid:IDN+" + name + "+authority+sa");
    }

    private Identity expiring(Instant end) {
        return federation.issue(
                root,
                federation
                        .content("urn:publicid:IDN+example.org+user+alice")
                        .valid(NOW.minus(Duration.ofDays(1)), end));
    }

    private CertificatePath find(X509Certificate leaf, List<X509Certificate> others, Identity... anchors)
            throws CertificateException {
        return CertificatePath.find(leaf, others, TestFederation.trust(anchors), NOW);
    }

    private static KeyPair shortKeys() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(768);
        return generator.generateKeyPair();
    }
}
