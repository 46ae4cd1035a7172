package org.berth.am.auth;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.berth.am.AmException;
import org.berth.am.GeniCode;

/** Who is behind a TLS connection. */
public final class Callers {
    private Callers() {}

    /**
     * The caller that a TLS leaf certificate names. The certificate must have passed {@link ClientTrustManager}: no
     * signature is looked at here.
     *
     * @throws AmException 3 if the certificate has not exactly one publicid URN
     */
    public static Caller of(X509Certificate leaf) {
        try {
            return new Caller(Gid.of(leaf).urn(), leaf);
        } catch (CertificateException e) {
            throw new AmException(GeniCode.FORBIDDEN, String.valueOf(e.getMessage()), e);
        }
    }
}
