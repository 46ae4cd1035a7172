package org.berth.am.auth;

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
import org.berth.am.federation.CertificateIssue;
import org.berth.am.federation.Identity;
import org.berth.am.federation.TestFederation;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

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
        KeyPair keys = federation.newKeys();
        X500Name name = new X500Name("CN=root");
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name, BigInteger.ONE, Date.from(NOW), Date.from(NOW.plus(Duration.ofDays(1))), name, keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, constraints);
        builder.addExtension(Extension.keyUsage, true, usage);
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, ROOT)));
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        return new Identity(keys.getPrivate(), List.of(certificate));
    }
}
