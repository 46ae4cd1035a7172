// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.Optional;

/**
 * The address and identity of a host's agent.
 *
 * @param name the host's name for people
 * @param address name or IP address of the agent's machine; a name is looked up again when the connection is lost
 * @param port the agent's TCP port
 * @param agentKey fingerprint of the agent's public key as recorded when it was enrolled: SHA-256 of its
 *     SubjectPublicKeyInfo, lower-case hex
 * @param password the password shared with the agent, where its configuration has one
 */
public record RemoteHost(String name, String address, int port, String agentKey, Optional<String> password) {
    /** Never the password. */
    @Override
    public String toString() {
        return "host '" + name + "' (agent at " + address + ":" + port + ")";
    }
}
