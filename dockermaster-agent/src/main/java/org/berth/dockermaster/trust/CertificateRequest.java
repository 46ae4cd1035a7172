// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Requests for certificates: PKCS#10 (RFC 2986), DER. They say a public key and prove that their maker has its private key;
 * who somebody is, the AM knows otherwise, so nothing else in a request counts.
 */
public final class CertificateRequest {
    /** The largest request that is looked at, in bytes; one of ours has about 200. */
    public static final int MOST_BYTES = 4096;

    private CertificateRequest() {}

    /** A request for a key. */
    public static byte[] make(KeyPair keys) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=berth agent"), keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("cannot sign with a key on P-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
    }

    /**
     * The public key that a certificate is requested for.
     *
     * @throws CertificateException with a sentence, if this is no request, its key is not on P-256, or it is not signed with
     *     that key
     */
    public static PublicKey key(byte[] request) throws CertificateException {
        if (request.length > MOST_BYTES) {
            throw new CertificateException(
                    "the certificate request has " + request.length + " bytes; at most " + MOST_BYTES + " are read");
        }
        try {
            var parsed = new JcaPKCS10CertificationRequest(new PKCS10CertificationRequest(request));
            requireP256(parsed.getSubjectPublicKeyInfo().getAlgorithm());
            PublicKey key = parsed.getPublicKey();
            if (!parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new CertificateException("the certificate request is not signed with its own key");
            }
            return key;
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw broken(e);
        } catch (RuntimeException e) {
            // the ASN.1 reader throws these for what is malformed further in
            throw broken(e);
        }
    }

    private static CertificateException broken(Exception e) {
        return e instanceof CertificateException sentence
                ? sentence
                : new CertificateException("this is no certificate request (PKCS#10, DER)", e);
    }

    private static void requireP256(AlgorithmIdentifier algorithm) throws CertificateException {
        ASN1Encodable curve = algorithm.getParameters();
        if (!algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                || !SECObjectIdentifiers.secp256r1.equals(curve)) {
            throw new CertificateException("the certificate request is for a key that is not on the curve P-256");
        }
    }
}
