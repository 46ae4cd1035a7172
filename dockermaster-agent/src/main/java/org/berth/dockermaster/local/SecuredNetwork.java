// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.BridgeNetworks;
import org.berth.dockermaster.net.Firewall;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network for new and starting containers, behind rules that keep them apart. */
final class SecuredNetwork {
    private static final Logger log = LoggerFactory.getLogger(SecuredNetwork.class);

    private final Engine engine;
    private final BridgeNetworks networks;
    private final NetworkGuard guard;
    /** The networks whose rules were seen to stand since {@link #doubt}. */
    private final Set<BridgeNetwork> secured = ConcurrentHashMap.newKeySet();
    /** The networks of earlier slivers whose failure was logged. */
    private final Set<Optional<Ipv6Prefix>> failing = ConcurrentHashMap.newKeySet();

    SecuredNetwork(Engine engine, BridgeNetworks networks, NetworkGuard guard) {
        this.engine = engine;
        this.networks = networks;
        this.guard = guard;
    }

    /** Has the rules looked at again at the next use: an engine that comes back may put some of its own before ours. */
    void doubt() {
        secured.clear();
    }

    BridgeNetwork with(Optional<Ipv6Prefix> prefix) {
        BridgeNetwork network = networks.ensure(prefix);
        if (!secured.contains(network)) {
            requireInterface(network);
            new Firewall(network.bridge(), engine.address()).ensure();
            guard.set(network);
            secured.add(network);
        }
        return network;
    }

    /**
     * Secures all networks that slivers are on. Where an earlier one fails, only its own slivers cannot start.
     *
     * @param prefixes that of new slivers first
     * @throws DockerMasterException as {@link #with} throws it for the first
     */
    void withAll(List<Optional<Ipv6Prefix>> prefixes) {
        Optional<Ipv6Prefix> present = prefixes.get(0);
        @Nullable DockerMasterException failure = null;
        for (Optional<Ipv6Prefix> prefix : prefixes) {
            try {
                with(prefix);
                failing.remove(prefix);
            } catch (DockerMasterException e) {
                if (prefix.equals(present)) {
                    failure = e;
                } else if (failure == null && failing.add(prefix)) {
                    log.warn(
                            "no sliver starts on the network that this host had before its ipv6_prefix: {}",
                            e.getMessage());
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void requireInterface(BridgeNetwork network) {
        try {
            if (NetworkInterface.getByName(network.bridge()) == null) {
                throw new DockerMasterException(
                        Kind.FAILED,
                        "keeping containers apart: bridge " + network.bridge() + " of the engine at " + engine.address()
                                + " is not on this machine; Berth has to run where the engine runs");
            }
        } catch (SocketException e) {
            throw new DockerMasterException(Kind.FAILED, "looking for bridge " + network.bridge() + ": " + e, e);
        }
    }
}
