// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.am.hosts.AgentAddress;
import org.berth.am.hosts.DockerMasterFactory;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.rpc.RemoteHost;
import org.berth.dockermaster.trust.PeerIdentity;

/** DockerMasters of engines that this process reaches, and of agents over the network. */
final class ConnectedDockerMasters implements DockerMasterFactory {
    private final Function<HostSettings, DockerMaster> local;
    private final Supplier<PeerIdentity> identity;

    /**
     * @param local opens the hosts that this process reaches itself
     * @param identity what this AM shows to agents, asked for at each connection
     */
    ConnectedDockerMasters(Function<HostSettings, DockerMaster> local, Supplier<PeerIdentity> identity) {
        this.local = local;
        this.identity = identity;
    }

    @Override
    public DockerMaster local(HostSettings settings) {
        return local.apply(settings);
    }

    @Override
    public DockerMaster remote(String name, AgentAddress address, String agentKey, Optional<String> password) {
        return RemoteDockerMaster.connect(
                new RemoteHost(name, address.host(), address.port(), agentKey, password), identity);
    }
}
