// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.trust.ClientTrustManager;
import org.berth.am.auth.x509.Gid;

/** Reads the caller from a TLS connection. */
public final class Callers {
    private Callers() {}

    /**
     * The caller that the certificates of a TLS connection name. They must have passed {@link ClientTrustManager}: no
     * signature is looked at here.
     *
     * @param chain the leaf certificate, then what the client sent along
     * @throws AmException 3 if the leaf has not exactly one publicid URN
     */
    public static Caller of(List<X509Certificate> chain) {
        try {
            return new Caller(Gid.of(chain.get(0)).urn(), chain);
        } catch (CertificateException e) {
            throw new AmException(GeniCode.FORBIDDEN, String.valueOf(e.getMessage()), e);
        }
    }
}
