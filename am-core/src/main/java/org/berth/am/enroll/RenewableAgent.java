// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A host's agent, as far as its certificate goes. */
public interface RenewableAgent {
    /** The name of its host. */
    String host();

    /** The certificate that it last showed, and that was accepted; empty if it was not reached yet. */
    Optional<X509Certificate> certificate();

    /**
     * Has the agent make a request for its key, and take the certificate that is issued for it.
     *
     * @param issue from a request (PKCS#10, DER) to a certificate; throws IllegalArgumentException with a sentence instead
     * @param authorities whose certificates it is to trust from now on, that of its own first
     * @throws RuntimeException if the agent cannot be reached or does not do so
     */
    void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities);
}
