// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import java.io.IOException;
import java.util.Optional;

/** The hosts of the running AM, and its answers about them. */
public interface AmHosts {
    /**
     * A host as the AM sees it.
     *
     * @param agentKey SHA-256, in hex, of the enrolled agent's public key; empty: none is enrolled
     * @param reached whether its agent answers
     * @param trouble why it takes no slivers; empty: it does
     * @param address host:port of its agent, or empty
     */
    record Seen(String agentKey, boolean reached, String trouble, String address) {}

    /** The host of a name, if there is one. */
    Optional<Seen> find(String name) throws IOException;

    /** Has the AM say a password to the agent of a host, which is added if there is none. */
    void setPassword(String name, String password) throws IOException;

    /** A token that enrols an agent for the host of a name, which is added if there is none. */
    String token(String name) throws IOException;
}
