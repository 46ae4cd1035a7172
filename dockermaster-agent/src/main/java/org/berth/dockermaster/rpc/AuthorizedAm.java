// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The one AM that an agent obeys: that of the identity which the agent has at this moment. A connection that was fine when it
 * began may be one of an AM that is obeyed no longer.
 */
final class AuthorizedAm {
    private final Supplier<PeerIdentity> identity;
    private final InstantSource clock;

    AuthorizedAm(Supplier<PeerIdentity> identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /** Returns the reason why no AM at all can be authorized now; empty if one can. */
    Optional<String> trouble() {
        try {
            var unused = identity.get();
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of("this agent has no certificate to show: " + e.getMessage());
        }
    }

    /** Returns the reason why the other end of a connection is not authorized now; empty if it is. */
    Optional<String> refusal(@Nullable SSLSession session) {
        return trouble().or(() -> {
            try {
                if (session == null) {
                    throw new CertificateException("what it sends is not TLS");
                }
                HostCertificates.requireAm(
                        (X509Certificate) session.getPeerCertificates()[0], identity.get(), clock.instant());
                return Optional.empty();
            } catch (SSLPeerUnverifiedException e) {
                return Optional.of("it shows no certificate");
            } catch (CertificateException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
    }
}
