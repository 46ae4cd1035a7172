// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.x509;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Short names for certificates, credentials and keys: lower-case hex digits of a hash. */
public final class Fingerprint {
    private Fingerprint() {}

    /** SHA-256 of a certificate's DER. */
    public static String of(X509Certificate certificate) {
        try {
            return hash("SHA-256", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be encoded", e);
        }
    }

    /** SHA-256 of a text as UTF-8: what a credential is called in logs. */
    public static String of(String text) {
        return hash("SHA-256", text.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of a public key, as SubjectPublicKeyInfo in DER (RFC 5280). */
    public static String ofKey(PublicKey key) {
        return hash("SHA-256", key.getEncoded());
    }

    /**
     * Returns the identifier of a key in ABAC: SHA-1 over the bits of the subject public key, as in a subject key
     * identifier (RFC 5280).
     */
    public static String keyId(PublicKey key) {
        return hash(
                "SHA-1",
                SubjectPublicKeyInfo.getInstance(key.getEncoded())
                        .getPublicKeyData()
                        .getBytes());
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
