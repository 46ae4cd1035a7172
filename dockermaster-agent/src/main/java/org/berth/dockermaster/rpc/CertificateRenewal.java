// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.List;

/** Renews an agent's certificate before it ends: the AM asks, so that no other port need be open. */
public interface CertificateRenewal {
    /** A certificate request (PKCS #10, DER) for the agent's own key. */
    byte[] request();

    /**
     * Takes a certificate (X.509, DER) that was issued on such a request; used from the next handshake on.
     *
     * @param authorities those of the AM from now on (X.509, DER), that of the certificate first; empty: as they were
     * @throws RuntimeException if it is none for this agent's key, or of another authority; then nothing is changed
     */
    void install(byte[] certificate, List<byte[]> authorities);
}
