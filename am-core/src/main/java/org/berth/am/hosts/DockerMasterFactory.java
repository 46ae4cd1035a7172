// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.util.Optional;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;

/** Makes the DockerMasters of hosts. None of these waits for a host. */
public interface DockerMasterFactory {
    /** Of an engine that this process reaches itself. */
    DockerMaster local(HostSettings settings);

    /**
     * Of an agent.
     *
     * @param name the host's
     * @param address where the agent listens
     * @param agentKey SHA-256, in hex, of the enrolled agent's public key; no other agent is spoken to
     * @param password that the agent asks for
     */
    DockerMaster remote(String name, AgentAddress address, String agentKey, Optional<String> password);
}
