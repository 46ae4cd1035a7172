// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * The identity of one end of the connection between an AM and an agent, and the authorities that it trusts.
 *
 * @param key private key of the certificate
 * @param certificate of this end, issued by {@code authority}
 * @param authority the AM's own certificate authority for its hosts, which issued {@code certificate}
 * @param others its authority before or after, while one takes over from the other; nobody else's certificates are
 *     trusted
 */
public record PeerIdentity(
        PrivateKey key, X509Certificate certificate, X509Certificate authority, List<X509Certificate> others) {
    public PeerIdentity {
        others = List.copyOf(others);
    }

    /** With one authority, as most of the time. */
    public PeerIdentity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
        this(key, certificate, authority, List.of());
    }

    /** All authorities whose certificates are trusted, that of the own certificate first. */
    public List<X509Certificate> authorities() {
        return Stream.concat(Stream.of(authority), others.stream()).toList();
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "PeerIdentity[" + certificate.getSubjectX500Principal() + "]";
    }
}
