// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.berth.am.federation.CertificateContent;
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a certificate's own extensions forbid its holder, and what a search for a path gives up on. */
class CertificateConstraintsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final String ROOT = "urn:publicid:IDN+example.org+authority+sa";

    private final TestFederation federation = new TestFederation(InstantSource.fixed(NOW));

    @Test
    void pathLengthOfZeroAllowsUsersAndNoAuthorities() throws Exception {
        // given
        Identity root = root(new BasicConstraints(0), new KeyUsage(KeyUsage.keyCertSign));
        Identity alice = federation.issue(root, "urn:publicid:IDN+example.org+user+alice");
        Identity project = federation.issue(root, "urn:publicid:IDN+example.org:project+authority+sa");
        Identity member = federation.issue(project, "urn:publicid:IDN+example.org:project+user+member");

        // when / then
        assertThat(find(alice, alice.chain(), root).leaf().urn()).isEqualTo(alice.urn());
        assertThatThrownBy(() -> find(member, member.chain(), root))
                .hasMessageContaining("the path below " + ROOT + " is longer than its certificate allows");
    }

    @Test
    void keyUsageWithoutSigningOfCertificatesIsNoAuthority() throws Exception {
        // given
        Identity root = root(new BasicConstraints(true), new KeyUsage(KeyUsage.digitalSignature));
        Identity alice = federation.issue(root, "urn:publicid:IDN+example.org+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice, List.of(), root)).hasMessageContaining("is no certificate authority");
    }

    @Test
    void keyUsageThatSaysNothingOfSigningMayBeAbsent() throws Exception {
        // given
        Identity root = root(Map.of(Extension.basicConstraints, new BasicConstraints(true)));
        Identity alice = federation.issue(root, "urn:publicid:IDN+example.org+user+alice");

        // when / then
        assertThat(find(alice, List.of(), root).leaf().urn()).isEqualTo(alice.urn());
    }

    /** The JDK calls these supported, and applies them only in a path that it builds itself. */
    @ParameterizedTest
    @ValueSource(strings = {"2.5.29.36", "2.5.29.54", "2.5.29.33", "2.5.29.32", "1.3.6.1.4.1.99999.1"})
    void criticalExtensionThatIsNotProcessedRefuses(String extension) throws Exception {
        // given
        ASN1Encodable content = extension.equals("2.5.29.54") ? new ASN1Integer(0) : new DERSequence();
        Identity root = root(Map.of(
                Extension.basicConstraints, new BasicConstraints(true), new ASN1ObjectIdentifier(extension), content));
        Identity alice = federation.issue(root, "urn:publicid:IDN+example.org+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice, List.of(), root))
                .hasMessageContaining(ROOT + " has a critical extension unknown here: " + extension);
    }

    @Test
    void permittedNamesAreAllThatMayBeBelow() throws Exception {
        // given
        Identity root = constrained(new GeneralName(new X500Name("O=ours")), null);

        // when / then
        assertThat(find(user(root, "O=ours,CN=alice"), List.of(), root)).isNotNull();
        assertThatThrownBy(() -> find(user(root, "O=theirs,CN=alice"), List.of(), root))
                .hasMessageContaining("the name constraints of " + ROOT + " do not allow");
    }

    @Test
    void excludedNamesMayNotBeBelowHoweverFar() throws Exception {
        // given
        Identity root = constrained(null, new GeneralName(GeneralName.rfc822Name, "evil.org"));
        Identity middle = federation.issue(root, "urn:publicid:IDN+example.org:below+authority+sa");
        Identity good = federation.issue(middle, mail("alice@example.org"));
        Identity bad = federation.issue(middle, mail("alice@evil.org"));

        // when / then
        assertThat(find(good, good.chain(), root)).isNotNull();
        assertThatThrownBy(() -> find(bad, bad.chain(), root)).hasMessageContaining("the name constraints of " + ROOT);
    }

    @Test
    void constraintsOnUrisRefuseSinceUrnsHaveNoHost() throws Exception {
        // given
        Identity root = constrained(null, new GeneralName(GeneralName.uniformResourceIdentifier, "evil.org"));
        Identity alice = federation.issue(root, "urn:publicid:IDN+example.org+user+alice");

        // when / then
        assertThatThrownBy(() -> find(alice, List.of(), root)).hasMessageContaining("are about URIs");
    }

    private CertificateContent mail(String address) {
        return federation
                .content("urn:publicid:IDN+example.org:below+user+alice")
                .withName(new GeneralName(GeneralName.rfc822Name, address));
    }

    private Identity constrained(@Nullable GeneralName permitted, @Nullable GeneralName excluded) throws Exception {
        return root(Map.of(
                Extension.basicConstraints,
                new BasicConstraints(true),
                Extension.nameConstraints,
                new NameConstraints(trees(permitted), trees(excluded))));
    }

    private static GeneralSubtree @Nullable [] trees(@Nullable GeneralName name) {
        return name == null ? null : new GeneralSubtree[] {new GeneralSubtree(name)};
    }

    private Identity user(Identity issuer, String subject) throws Exception {
        KeyPair keys = federation.newKeys();
        return made(
                keys,
                issuer,
                new X500Name(subject),
                "urn:publicid:IDN+example.org+user+alice",
                Map.of(Extension.basicConstraints, new BasicConstraints(false)));
    }

    @Test
    void searchGivesUpOnACrowdOfNamesakes() {
        // given
        Identity alice = federation.user("alice");
        KeyPair keys = federation.newKeys();
        List<X509Certificate> namesakes = new ArrayList<>();
        for (int i = 0; i < CertificatePath.MAX_SIGNATURES; i++) {
            namesakes.add(
                    CertificateIssue.selfSigned(federation.content(ROOT), keys).certificate());
        }

        // when / then
        assertThatThrownBy(() -> find(alice, namesakes, federation.selfSigned(ROOT)))
                .hasMessageContaining("too many certificates could be the issuer of " + alice.urn());
    }

    private static CertificatePath find(Identity leaf, List<X509Certificate> others, Identity anchor) throws Exception {
        return CertificatePath.find(leaf.certificate(), others, TestFederation.trust(anchor), NOW);
    }

    private Identity root(BasicConstraints constraints, KeyUsage usage) throws Exception {
        return root(Map.of(Extension.basicConstraints, constraints, Extension.keyUsage, usage));
    }

    /** A root with these extensions, all critical. */
    private Identity root(Map<ASN1ObjectIdentifier, ASN1Encodable> extensions) throws Exception {
        return made(federation.newKeys(), null, new X500Name("CN=root"), ROOT, extensions);
    }

    private static Identity made(
            KeyPair keys,
            @Nullable Identity issuer,
            X500Name subject,
            String urn,
            Map<ASN1ObjectIdentifier, ASN1Encodable> extensions)
            throws Exception {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                issuer == null ? subject : new X500Name("CN=root"),
                BigInteger.ONE,
                Date.from(NOW),
                Date.from(NOW.plus(Duration.ofDays(1))),
                subject,
                keys.getPublic());
        for (Map.Entry<ASN1ObjectIdentifier, ASN1Encodable> extension : extensions.entrySet()) {
            builder.addExtension(extension.getKey(), true, extension.getValue());
        }
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, urn)));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA")
                        .build(issuer == null ? keys.getPrivate() : issuer.key())));
        return new Identity(keys.getPrivate(), List.of(certificate));
    }
}
