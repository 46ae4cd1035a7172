// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes X.509 v3 certificates. Asks nobody whether the issuer may. */
public final class CertificateIssue {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 127;

    private CertificateIssue() {}

    /** A certificate signed with its own key. */
    public static Identity selfSigned(CertificateContent content, KeyPair keys) {
        X500Name name = subject(content);
        X509Certificate certificate = sign(content, keys.getPublic(), name, keys.getPrivate(), keys.getPublic());
        return new Identity(keys.getPrivate(), List.of(certificate));
    }

    /** A certificate signed by an issuer. */
    public static Identity signed(CertificateContent content, KeyPair keys, Identity issuer) {
        return new Identity(keys.getPrivate(), chain(content, keys.getPublic(), issuer));
    }

    /** A certificate for somebody else's key: itself first, then the issuer's chain. */
    public static List<X509Certificate> chain(CertificateContent content, PublicKey key, Identity issuer) {
        try {
            X500Name issuerName = new JcaX509CertificateHolder(issuer.certificate()).getSubject();
            List<X509Certificate> chain = new ArrayList<>();
            chain.add(sign(
                    content, key, issuerName, issuer.key(), issuer.certificate().getPublicKey()));
            chain.addAll(issuer.chain());
            return chain;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the issuer's certificate cannot be used", e);
        }
    }

    private static X509Certificate sign(
            CertificateContent content, PublicKey key, X500Name issuer, PrivateKey issuerKey, PublicKey issuerPublic) {
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(SERIAL_BITS, RANDOM),
                    Date.from(content.notBefore()),
                    Date.from(content.notAfter()),
                    subject(content),
                    key);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(content.authority()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(issuerPublic));
            if (!content.names().isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(content.names().toArray(GeneralName[]::new)));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder(content.signatureAlgorithm()).build(issuerKey)));
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("the certificate of " + content.commonName() + " cannot be made", e);
        }
    }

    private static X500Name subject(CertificateContent content) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, content.commonName())
                .build();
    }
}
