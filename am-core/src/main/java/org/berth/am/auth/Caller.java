// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.berth.rspec.Urn;

/**
 * The caller of a request, known from the certificates of the TLS connection alone; with the user that they speak for,
 * if a credential proved that.
 *
 * @param urn the one publicid URN of the leaf certificate
 * @param chain the leaf certificate, then what the client sent along with it
 * @param address the client's address, empty where it is not known
 * @param principal the user that a tool speaks for
 */
public record Caller(Urn urn, List<X509Certificate> chain, String address, Optional<Principal> principal) {
    public Caller {
        chain = List.copyOf(chain);
    }

    /** Makes a caller who acts for nobody else. */
    public Caller(Urn urn, List<X509Certificate> chain) {
        this(urn, chain, "", Optional.empty());
    }

    /** The same from a known address. */
    public Caller from(String clientAddress) {
        return new Caller(urn, chain, clientAddress, principal);
    }

    /**
     * A user who lets another speak for them.
     *
     * @param urn the user
     * @param credential the SHA-256 of the credential in which they say so
     * @param anchor the trust anchor that vouches for the user
     */
    public record Principal(Urn urn, String credential, String anchor) {}

    /** The leaf certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Returns the user on whose behalf the call is made, who must have the rights: the principal, or else the caller. */
    public Urn user() {
        return principal.map(Principal::urn).orElse(urn);
    }

    /** The same connection, on behalf of somebody else, as that credential proved. */
    Caller speakingFor(Urn user, String credential, String anchor) {
        return new Caller(urn, chain, address, Optional.of(new Principal(user, credential, anchor)));
    }
}
