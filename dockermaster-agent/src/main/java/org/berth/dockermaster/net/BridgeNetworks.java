// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import com.google.common.hash.Hashing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;
import org.jspecify.annotations.Nullable;

/**
 * Finds or makes the network of an engine whose containers get addresses of a prefix: the default bridge where it
 * already has that prefix, else a network named {@code berth}; where one engine serves several prefixes, {@code
 * berth-} and a hash of the prefix.
 */
public final class BridgeNetworks {
    /** Label of the networks that are ours; its value is the IPv6 prefix, or empty. */
    public static final String LABEL = "org.berth.network";

    private static final String NAME = "berth";
    private static final String BRIDGE_OPTION = "com.docker.network.bridge.name";
    /** From this version on, NAT mode drops what comes directly to a container, and there is another mode. */
    private static final int ROUTED_MODE_SINCE = 27;

    private static final int SUBNETS_TRIED = 8;

    private final Engine engine;

    public BridgeNetworks(Engine engine) {
        this.engine = engine;
    }

    /**
     * The network for a prefix, made if there is none yet.
     *
     * @param prefix empty for a network without IPv6
     */
    public synchronized BridgeNetwork ensure(Optional<Ipv6Prefix> prefix) {
        List<Network> networks = networks();
        Optional<Network> existing = find(networks, prefix);
        if (existing.isPresent()) {
            return described(existing.get());
        }
        boolean taken = networks.stream().anyMatch(network -> NAME.equals(network.getName()));
        return create(taken ? NAME + "-" + suffix(prefix) : NAME, prefix, networks);
    }

    /** The network for a prefix, if there is one. */
    public Optional<BridgeNetwork> find(Optional<Ipv6Prefix> prefix) {
        return find(networks(), prefix).map(BridgeNetworks::described);
    }

    private List<Network> networks() {
        return engine.call(
                "listing the networks", client -> client.listNetworksCmd().exec());
    }

    private static Optional<Network> find(List<Network> networks, Optional<Ipv6Prefix> prefix) {
        Stream<Network> defaults = networks.stream()
                .filter(network -> "bridge".equals(network.getName()))
                .filter(network -> prefix.isPresent() && has(network, prefix.get()));
        Stream<Network> ours = networks.stream()
                .filter(network -> prefix.map(Ipv6Prefix::toString)
                        .orElse("")
                        .equals(
                                network.getLabels() == null
                                        ? null
                                        : network.getLabels().get(LABEL)));
        return Stream.concat(defaults, ours).findFirst();
    }

    private static boolean has(Network network, Ipv6Prefix prefix) {
        return subnets(network).stream().anyMatch(subnet -> {
            try {
                return Ipv6Prefix.parse(subnet).equals(prefix);
            } catch (IllegalArgumentException e) {
                return false;
            }
        });
    }

    private static BridgeNetwork described(Network network) {
        Map<String, String> options = network.getOptions() == null ? Map.of() : network.getOptions();
        boolean isDefault = "bridge".equals(network.getName());
        return new BridgeNetwork(network.getName(), options.getOrDefault(BRIDGE_OPTION, "docker0"), isDefault);
    }

    private BridgeNetwork create(String name, Optional<Ipv6Prefix> prefix, List<Network> networks) {
        List<Ipv4Subnet> used = new ArrayList<>(UsedSubnets.ofThisMachine());
        networks.stream()
                .flatMap(network -> subnets(network).stream())
                .filter(subnet -> !subnet.contains(":"))
                .map(Ipv4Subnet::parse)
                .forEach(used::add);
        List<Ipv4Subnet> free = Ipv4Subnet.free(used);
        if (free.isEmpty()) {
            throw new DockerMasterException(
                    Kind.EXHAUSTED, "creating network " + name + ": no private IPv4 subnet is unused on this machine");
        }
        // Bridges are named in the machine, networks in an engine, and a machine may have several engines: one that is
        // told
        // the name of another's bridge takes that over, addresses and all. The engines' ids do not tell them apart,
        // 20.10
        // reads its own from /etc/docker.
        String bridge = NAME + UUID.randomUUID().toString().substring(0, 8);
        // Two engines set up at the same moment see the same subnets free; they should not choose the same.
        Collections.rotate(free, -Math.floorMod(bridge.hashCode(), free.size()));
        BridgeNetwork made = new BridgeNetwork(name, bridge, false);
        engine.run("creating network " + name, client -> {
            @Nullable DockerException overlap = null;
            for (Ipv4Subnet subnet : free.subList(0, Math.min(SUBNETS_TRIED, free.size()))) {
                try {
                    create(client, made, prefix, subnet);
                    return;
                } catch (DockerException e) {
                    // Another process may have taken the subnet between our look and our word.
                    if (!String.valueOf(e.getMessage()).contains("overlaps")) {
                        throw e;
                    }
                    overlap = e;
                }
            }
            if (overlap != null) {
                throw overlap;
            }
        });
        return made;
    }

    private void create(DockerClient client, BridgeNetwork network, Optional<Ipv6Prefix> prefix, Ipv4Subnet subnet) {
        List<Network.Ipam.Config> pools = new ArrayList<>();
        pools.add(new Network.Ipam.Config().withSubnet(subnet.toString()));
        prefix.ifPresent(p -> pools.add(new Network.Ipam.Config().withSubnet(p.toString())));
        Map<String, String> options =
                new HashMap<>(Map.of(BRIDGE_OPTION, network.bridge(), "com.docker.network.bridge.enable_icc", "false"));
        if (prefix.isPresent() && engine.version().major() >= ROUTED_MODE_SINCE) {
            options.put("com.docker.network.bridge.gateway_mode_ipv6", "routed");
        }
        client.createNetworkCmd()
                .withName(network.name())
                .withCheckDuplicate(true)
                .withDriver("bridge")
                .withEnableIpv6(prefix.isPresent())
                .withIpam(new Network.Ipam().withConfig(pools))
                .withOptions(options)
                .withLabels(Map.of(LABEL, prefix.map(Ipv6Prefix::toString).orElse("")))
                .exec();
    }

    private static List<String> subnets(Network network) {
        if (network.getIpam() == null || network.getIpam().getConfig() == null) {
            return List.of();
        }
        return network.getIpam().getConfig().stream()
                .map(Network.Ipam.Config::getSubnet)
                .filter(Objects::nonNull)
                .toList();
    }

    private static String suffix(Optional<Ipv6Prefix> prefix) {
        return prefix.map(p -> hash(p.toString())).orElse("ipv4");
    }

    private static String hash(String text) {
        return Hashing.sha256().hashString(text, UTF_8).toString().substring(0, 8);
    }
}
