// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * An AM's authority for its hosts: its certificate, which names the AM's URN, and the key that signs. Asks nobody whether it
 * may.
 */
public record CertificateIssuer(PrivateKey key, X509Certificate certificate) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 127;
    private static final X500Name AUTHORITY = commonName("Berth host authority");

    /** Makes a new authority. */
    public static CertificateIssuer make(String amUrn, Instant now) {
        KeyPair keys = HostKeyPair.make();
        try {
            Instant end = now.plus(HostCertificates.AUTHORITY_LIFE);
            X509v3CertificateBuilder builder = builder(AUTHORITY, AUTHORITY, keys.getPublic(), amUrn, now, end)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
            return new CertificateIssuer(keys.getPrivate(), sign(builder, keys.getPrivate()));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot make a certificate authority", e);
        }
    }

    /** A certificate by which agents know the AM. */
    public X509Certificate am(PublicKey holder, Instant now) {
        return issue(holder, "Berth AM", amUrn(), HostCertificates.CLIENT_AUTH, now);
    }

    /** A certificate of the AM's listener for agents that enrol. */
    public X509Certificate enrollment(PublicKey holder, Instant now) {
        return issue(holder, "Berth enrollment", amUrn(), HostCertificates.SERVER_AUTH, now);
    }

    /**
     * A certificate by which the AM knows an agent.
     *
     * @param host the host's name, at most 64 characters
     * @param urn the host's URN
     */
    public X509Certificate agent(PublicKey holder, String host, String urn, Instant now) {
        return issue(holder, host, urn, HostCertificates.SERVER_AUTH, now);
    }

    /** The URN of the AM whose authority this is. */
    public String amUrn() {
        return HostCertificates.uri(certificate)
                .orElseThrow(() -> new IllegalStateException("the authority for hosts names no AM"));
    }

    /** Returns whether key and certificate belong together and are an authority that names an AM. */
    public boolean isWhole() {
        try {
            X509Certificate trial = issue(certificate.getPublicKey(), "trial", "urn:trial", "1.1", Instant.EPOCH);
            HostCertificates.requireSignedBy(certificate, trial);
            return certificate.getBasicConstraints() >= 0
                    && HostCertificates.uri(certificate).isPresent();
        } catch (IllegalStateException | CertificateException e) {
            return false;
        }
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "CertificateIssuer[" + amUrn() + "]";
    }

    private X509Certificate issue(PublicKey holder, String name, String uri, String usage, Instant now) {
        try {
            X500Name issuer = new JcaX509CertificateHolder(certificate).getSubject();
            Instant own = certificate.getNotAfter().toInstant();
            Instant wanted = now.plus(HostCertificates.LIFE);
            Instant end = wanted.isBefore(own) ? wanted : own;
            KeyPurposeId purpose = KeyPurposeId.getInstance(new ASN1ObjectIdentifier(usage));
            X509v3CertificateBuilder builder = builder(issuer, commonName(name), holder, uri, now, end)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
                    .addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            return sign(builder, key);
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a certificate for " + name, e);
        }
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey holder, String uri, Instant now, Instant end)
            throws IOException, GeneralSecurityException {
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(SERIAL_BITS, RANDOM).setBit(SERIAL_BITS - 1),
                        Date.from(now.minus(HostCertificates.BACKDATED)),
                        Date.from(end),
                        subject,
                        holder)
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, uri)))
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(holder));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static X500Name commonName(String name) {
        return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, name).build();
    }
}
