// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.Grant;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.base.Pem;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What the trial federation signs, the authority of an AM takes. */
class CredentialRoundTripTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private final TestFederation federation = new TestFederation(CLOCK);
    private final Identity alice = federation.user("alice");
    private final Identity slice = federation.slice("myslice");

    @ParameterizedTest
    @EnumSource(
            value = SignatureAlgorithm.class,
            names = {"RSA_SHA1", "RSA_SHA256", "RSA_SHA384", "RSA_SHA512"})
    void everyRsaAlgorithmIsTaken(SignatureAlgorithm algorithm) {
        // given
        String credential = new CredentialSigner(algorithm).issue(content(), federation.root());

        // when
        Grant grant = authorize(federation.root(), alice, credential);

        // then
        assertThat(grant.until()).isEqualTo(NOW.plusSeconds(60));
        assertThat(credential).doesNotContain("&#13;");
    }

    @ParameterizedTest
    @EnumSource(
            value = SignatureAlgorithm.class,
            names = {"ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512"})
    void everyEllipticCurveAlgorithmIsTaken(SignatureAlgorithm algorithm) throws NoSuchAlgorithmException {
        // given
        KeyPair keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
        Identity root = CertificateIssue.selfSigned(
                federation.content("urn:publicid:IDN+curve.org+authority+sa").signedWith("SHA256withECDSA"), keys);
        Identity user = curveUser(root, "user+alice");
        Identity target = curveUser(root, "slice+myslice");
        String credential = new CredentialSigner(algorithm)
                .issue(
                        new CredentialContent(
                                user.chain(), target.chain(), TestFederation.EVERYTHING, NOW.plusSeconds(60)),
                        root);
        TrustAnchors anchors = TestFederation.trust(root);

        // when
        Grant grant = new SfaAuthority(() -> anchors, CLOCK)
                .authorize(
                        TestFederation.caller(user),
                        List.of(TestFederation.presented(credential)),
                        target.urn(),
                        Operation.CREATE_SLIVER);

        // then
        assertThat(grant.until()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void credentialCanBeDelegatedSeveralTimes() {
        // given
        Identity bob = federation.user("bob");
        Identity carol = federation.user("carol");
        String first = federation.credential(alice, slice);
        String second = federation.delegate(first, alice, bob, slice, TestFederation.EVERYTHING, NOW.plusSeconds(900));
        String third = federation.delegate(second, bob, carol, slice, TestFederation.EVERYTHING, NOW.plusSeconds(600));

        // when
        Grant grant = authorize(federation.root(), carol, third);

        // then
        assertThat(grant)
                .isEqualTo(new Grant(
                        slice.urn(), carol.urn(), NOW.plusSeconds(600), Fingerprint.of(third), grant.anchor()));
    }

    @Test
    void certificatesMayBeBareBase64OfTheLeafAlone() {
        // given
        String credential = saying("owner_gid", "\n  " + bare(alice) + "\n");

        // when
        Grant grant = authorize(federation.root(), alice, credential);

        // then
        assertThat(grant.user()).isEqualTo(alice.urn());
    }

    @ParameterizedTest
    @CsvSource({
        "2030-01-01T00:01:00Z",
        "2030-01-01T00:01:00",
        "2030-01-01T02:01:00+02:00",
        "2030-01-01T02:01:00+0200",
        "2030-01-01T00:01:00.000Z",
        "2029-12-31T23:01:00-01:00",
        "2029-12-31 23:01:00-01",
        "20300101T000100",
        "2029-12-31T24:00:00-00:01"
    })
    void everyFormOfTheExpiryIsUnderstood(String text) {
        // when
        Grant grant = authorize(federation.root(), alice, saying("expires", text));

        // then
        assertThat(grant.until()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void subAuthoritySpeaksForItsOwnSlicesToUsersOfItsParent() {
        // given
        Identity project = federation.issue(federation.root(), "urn:publicid:IDN+example.org:project+authority+sa");
        Identity projects = federation.issue(project, "urn:publicid:IDN+example.org:project+slice+s");
        String credential =
                federation.credential(project, alice, projects, TestFederation.EVERYTHING, NOW.plusSeconds(60));

        // when
        Grant grant = federation
                .authority()
                .authorize(
                        TestFederation.caller(alice),
                        List.of(TestFederation.presented(credential)),
                        projects.urn(),
                        Operation.CREATE_SLIVER);

        // then
        assertThat(grant.slice()).isEqualTo(projects.urn());
    }

    @Test
    void authorityBelowTheRootIsASmallClearinghouseOfItsOwn() {
        // given
        CertificateAuthority root = CertificateAuthority.root("example.org", TestFederation.LIFE, CLOCK);
        CertificateAuthority project = root.subAuthority("project", TestFederation.LIFE);
        Identity member = project.user("member", Optional.of("member@example.org"), TestFederation.LIFE);
        List<X509Certificate> target = project.slice("s", TestFederation.LIFE);
        String credential = project.sliceCredential(member.chain(), target, NOW.plusSeconds(60));
        TrustAnchors anchors = TestFederation.trust(root.identity());

        // when
        Grant grant = new SfaAuthority(() -> anchors, CLOCK)
                .authorize(
                        TestFederation.caller(member),
                        List.of(TestFederation.presented(credential)),
                        Urn.parse("urn:publicid:IDN+example.org:project+slice+s"),
                        Operation.SHUTDOWN);

        // then
        assertThat(grant.user()).isEqualTo(Urn.parse("urn:publicid:IDN+example.org:project+user+member"));
    }

    private Identity curveUser(Identity root, String name) {
        return federation.issue(
                root, federation.content("urn:publicid:IDN+curve.org+" + name).signedWith("SHA256withECDSA"));
    }

    private CredentialContent content() {
        return new CredentialContent(alice.chain(), slice.chain(), TestFederation.EVERYTHING, NOW.plusSeconds(60));
    }

    private String saying(String element, String text) {
        Document document = CredentialDom.newDocument();
        Element credential = CredentialDom.credential(document, "ref0", content());
        credential.getElementsByTagName(element).item(0).setTextContent(text);
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256).sign(credential, federation.root());
    }

    private static String bare(Identity identity) {
        return Pem.certificates(List.of(identity.certificate())).replaceAll("-----[A-Z ]+-----\n", "");
    }

    private Grant authorize(Identity root, Identity caller, String credential) {
        TrustAnchors anchors = TestFederation.trust(root);
        return new SfaAuthority(() -> anchors, CLOCK)
                .authorize(
                        TestFederation.caller(caller),
                        List.of(TestFederation.presented(credential)),
                        slice.urn(),
                        Operation.CREATE_SLIVER);
    }
}
