// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.nio.file.Path;
import java.util.Optional;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to a host: the parameters of its DockerMaster.
 *
 * @param engine of this machine; absent: by an agent
 * @param agentKey SHA-256, in hex, of the enrolled agent's public key; empty: none is enrolled
 */
record HostConnection(
        Optional<Engine> engine, Optional<AgentAddress> agent, Optional<String> password, String agentKey) {
    private static final Logger log = LoggerFactory.getLogger(HostConnection.class);

    /**
     * The engine's parameters, which cannot change while the AM runs: two DockerMasters must never work on one state
     * directory.
     */
    record Engine(String dockerHost, Optional<String> bindAddress, Path stateDirectory) {
        static Engine of(HostSettings settings) {
            return new Engine(settings.dockerHost(), settings.bindAddress(), settings.stateDirectory());
        }
    }

    /** Opens it; where there is no way yet, what is opened says what to do. */
    DockerMaster open(HostPlan plan, DockerMasterFactory masters) {
        try {
            if (plan.local().isPresent()) {
                return masters.local(plan.local().get());
            }
            if (agentKey.isEmpty()) {
                return new AbsentDockerMaster(
                        "its agent is not enrolled; the administrator has to type: berth host enroll " + plan.name());
            }
            if (agent.isEmpty()) {
                return new AbsentDockerMaster(
                        "its agent's address is not known; the administrator has to type: berth host" + " add "
                                + plan.name() + " --address HOST:PORT");
            }
            return masters.remote(plan.name(), agent.get(), agentKey, password);
        } catch (RuntimeException e) {
            log.warn("host={} cannot be opened", plan.name(), e);
            return new AbsentDockerMaster("it cannot be opened: " + e.getMessage());
        }
    }
}
