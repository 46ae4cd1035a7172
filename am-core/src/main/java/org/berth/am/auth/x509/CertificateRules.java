// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.x509;

import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.x509.Extension;

/** The rules that each certificate and each link of a path must satisfy, apart from the signature itself. */
public final class CertificateRules {
    /** The time that a peer's clock may be off. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final int MIN_KEY_BITS = 1024;
    private static final int MAX_KEY_BITS = 8192;
    private static final Pattern SIGNATURE =
            Pattern.compile("sha(1|224|256|384|512)with(rsa|ecdsa|dsa)|rsassa-pss|ed25519|ed448|eddsa");

    private static final Set<String> PROCESSED = Set.of(
            Extension.basicConstraints.getId(),
            Extension.keyUsage.getId(),
            Extension.extendedKeyUsage.getId(),
            Extension.subjectAlternativeName.getId(),
            Extension.nameConstraints.getId());

    private CertificateRules() {}

    /** Checks the times, the key's length and that nothing critical is in it that we do not understand. */
    public static void checkUsable(Gid gid, Instant now) throws CertificateException {
        X509Certificate certificate = gid.certificate();
        if (now.plus(CLOCK_SKEW).isBefore(certificate.getNotBefore().toInstant())) {
            throw new CertificateException("the certificate of " + gid.urn() + " is not valid before "
                    + certificate.getNotBefore().toInstant());
        }
        if (now.isAfter(goodUntil(certificate))) {
            throw new CertificateException("the certificate of " + gid.urn() + " expired at "
                    + certificate.getNotAfter().toInstant());
        }
        if (keyBits(certificate.getPublicKey()) < MIN_KEY_BITS) {
            throw new CertificateException("the key of " + gid.urn() + " has " + keyBits(certificate.getPublicKey())
                    + " bits, at least " + MIN_KEY_BITS + " are needed");
        }
        checkCriticalExtensions(gid);
    }

    /**
     * Checks that all is processed here that must be (RFC 5280, 4.2). The JDK calls more extensions supported than its
     * certificate class applies; policies, for one, nobody here looks at.
     */
    private static void checkCriticalExtensions(Gid gid) throws CertificateException {
        Set<String> critical = gid.certificate().getCriticalExtensionOIDs();
        if (critical == null) {
            return;
        }
        for (String extension : critical) {
            if (!PROCESSED.contains(extension)) {
                throw new CertificateException("the certificate of " + gid.urn()
                        + " has a critical extension unknown here: " + Printable.ascii(extension));
            }
        }
    }

    /** Checks that a key is short enough to verify with; longer ones serve only to keep others busy. */
    public static void checkVerifiable(X509Certificate certificate) throws CertificateException {
        int bits = keyBits(certificate.getPublicKey());
        if (bits > MAX_KEY_BITS) {
            throw new CertificateException("the key of "
                    + Printable.ascii(certificate.getSubjectX500Principal().getName()) + " has " + bits
                    + " bits, more than " + MAX_KEY_BITS);
        }
    }

    /** Checks the algorithm with which a certificate was signed. */
    public static void checkSignatureAlgorithm(Gid gid) throws CertificateException {
        String name = gid.certificate().getSigAlgName();
        if (!SIGNATURE.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            throw new CertificateException("the certificate of " + gid.urn() + " is signed with "
                    + Printable.ascii(name) + ", which proves nothing; SHA-256 with RSA would do");
        }
    }

    /**
     * Checks that one certificate's holder may issue the other: a CA, an authority, name-space parent, and not further up
     * than its path length allows.
     *
     * @param below how many certificates stand between the issuer and the end of the path, the last one not counted
     */
    public static void checkMayIssue(Gid issuer, Gid subject, int below) throws CertificateException {
        if (!issuer.mayIssue()) {
            throw new CertificateException(
                    issuer.urn() + " is no certificate authority, so it cannot issue " + subject.urn());
        }
        if (issuer.certificate().getBasicConstraints() < below) {
            throw new CertificateException("the path below " + issuer.urn() + " is longer than its certificate allows");
        }
        checkNameSpace(issuer.urn(), subject.urn());
    }

    /** The name-space rule: an authority signs only for its own names and those below it. */
    public static void checkNameSpace(Urn issuer, Urn subject) throws CertificateException {
        if (!Urn.authorityCovers(issuer.authority(), subject.authority())) {
            throw new CertificateException(issuer + " may not sign for " + subject
                    + ": an authority signs only for names in '" + issuer.authority() + "' or below it");
        }
    }

    /** The last moment at which a certificate is still taken. */
    public static Instant goodUntil(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().plus(CLOCK_SKEW);
    }

    private static int keyBits(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (key instanceof DSAKey dsa && dsa.getParams() != null) {
            return dsa.getParams().getP().bitLength();
        }
        return MIN_KEY_BITS; // elliptic curves: the JDK knows none that is too weak or too long
    }
}
