package org.berth.dockermaster.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/**
 * What one end of the connection between an AM and an agent shows the other, and whom it believes.
 *
 * @param key private key of the certificate
 * @param certificate of this end, issued by {@code authority}
 * @param authority the AM's own certificate authority for its hosts; nobody else's certificates are believed
 */
public record PeerIdentity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    /** Never the key. */
    @Override
    public String toString() {
        return "PeerIdentity[" + certificate.getSubjectX500Principal() + "]";
    }
}
