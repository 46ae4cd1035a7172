// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import java.security.KeyPair;
import java.time.Instant;
import org.berth.dockermaster.trust.CertificateIssuer;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.PeerIdentity;

/** An AM with its authority for hosts, and identities that it issues. */
public final class TestTrust {
    public static final String AM = "urn:publicid:IDN+am.example.org+authority+am";

    private final CertificateIssuer issuer;

    private TestTrust(CertificateIssuer issuer) {
        this.issuer = issuer;
    }

    /** A new authority. */
    public static TestTrust of(String amUrn, Instant now) {
        return new TestTrust(CertificateIssuer.make(amUrn, now));
    }

    public CertificateIssuer issuer() {
        return issuer;
    }

    /** The AM itself, with a new key. */
    public PeerIdentity am(Instant now) {
        KeyPair keys = HostKeyPair.make();
        return new PeerIdentity(keys.getPrivate(), issuer.am(keys.getPublic(), now), issuer.certificate());
    }

    /** An agent of a host, with a new key. */
    public PeerIdentity agent(String host, Instant now) {
        return agent(host, HostKeyPair.make(), now);
    }

    /** An agent of a host. */
    public PeerIdentity agent(String host, KeyPair keys, Instant now) {
        return new PeerIdentity(
                keys.getPrivate(),
                issuer.agent(keys.getPublic(), host, "urn:publicid:IDN+am.example.org+node+" + host, now),
                issuer.certificate());
    }
}
