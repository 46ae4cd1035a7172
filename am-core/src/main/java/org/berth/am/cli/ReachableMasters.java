package org.berth.am.cli;

import java.time.Clock;
import java.util.Optional;
import org.berth.am.hosts.AgentAddress;
import org.berth.am.hosts.Masters;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.local.LocalDockerMaster;

/** DockerMasters of engines that this process reaches, and of agents over the network. */
final class ReachableMasters implements Masters {
    private final Clock clock;

    ReachableMasters(Clock clock) {
        this.clock = clock;
    }

    @Override
    public DockerMaster local(HostSettings settings) {
        return LocalDockerMaster.open(settings, clock);
    }

    @Override
    public DockerMaster remote(String name, AgentAddress address, String agentKey, Optional<String> password) {
        throw new IllegalStateException("agents are not spoken to yet");
    }
}
