// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.berth.am.auth.x509.Gid;
import org.berth.rspec.Urn;

/**
 * A private key and the certificates that prove whose it is.
 *
 * @param key the key of the first certificate
 * @param chain the holder's certificate, then its issuers up to the root
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("an identity has at least one certificate");
        }
    }

    /** The holder's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /**
     * The holder's publicid URN.
     *
     * @throws IllegalStateException if the certificate has not exactly one
     */
    public Urn urn() {
        try {
            return Gid.of(certificate()).urn();
        } catch (CertificateException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Shows whose it is, and never the key. */
    @Override
    public String toString() {
        return "Identity[" + certificate().getSubjectX500Principal().getName() + "]";
    }
}
