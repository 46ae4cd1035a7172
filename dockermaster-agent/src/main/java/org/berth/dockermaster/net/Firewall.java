// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * The rules that keep containers apart. Between two containers on our bridges only answers, connections to a published
 * port of this machine, and over IPv6 ssh and ICMPv6 pass; from a container to this machine, neither its loopback
 * addresses nor a port of an engine. The engine's {@code icc=false} is not enough: 20.10 has no such rule for IPv6.
 *
 * <p>Our chains are jumped to first in FORWARD and INPUT, since the engine's own rules accept more. The rules are the
 * same for all engines and prefixes of a machine, and setting them again changes nothing.
 */
public final class Firewall {
    /** Matches the bridges of all networks that {@link BridgeNetworks} makes. */
    private static final String OUR_BRIDGES = "berth+";

    private static final String FORWARD = "BERTH-FORWARD";
    private static final String INPUT = "BERTH-INPUT";
    private static final String BETWEEN = "BERTH-BETWEEN";
    private static final String INBOUND = "BERTH-INBOUND";
    private static final List<String> PASSING_BETWEEN_V6 = List.of("-p tcp -m tcp --dport 22", "-p ipv6-icmp");

    /** Plain and TLS (IANA): an engine may listen there besides the socket that we use. */
    private static final Set<Integer> USUAL_ENGINE_PORTS = Set.of(2375, 2376);

    private static final Object LOCK = new Object();

    private final List<String> bridges;
    private final Set<Integer> enginePorts;

    /**
     * @param bridge the interface whose containers are to be kept apart, from each other and from those on our other
     *     bridges
     * @param engine where the engine listens
     */
    public Firewall(String bridge, URI engine) {
        this.bridges = bridge.startsWith("berth") ? List.of(OUR_BRIDGES) : List.of(OUR_BRIDGES, bridge);
        this.enginePorts = new TreeSet<>(USUAL_ENGINE_PORTS);
        if ("tcp".equals(engine.getScheme())) {
            enginePorts.add(engine.getPort());
        }
    }

    /**
     * Sets the rules where they are not as they should be.
     *
     * @throws DockerMasterException of kind {@code FAILED} if that cannot be done, with what to do about it
     */
    public void ensure() {
        synchronized (LOCK) {
            bridgedTrafficIsFiltered("bridge-nf-call-iptables");
            ensure(new Iptables("iptables"), List.of());
            if (Files.exists(Path.of("/proc/net/if_inet6"))) {
                bridgedTrafficIsFiltered("bridge-nf-call-ip6tables");
                ensure(new Iptables("ip6tables"), PASSING_BETWEEN_V6);
            }
        }
    }

    private void ensure(Iptables tables, List<String> passing) {
        List<String> forward = new ArrayList<>();
        List<String> input = new ArrayList<>();
        for (String from : bridges) {
            bridges.forEach(to -> forward.add("-i " + from + " -o " + to + " -j " + BETWEEN));
            forward.add("-o " + from + " -j " + INBOUND);
            if (tables.isV4()) {
                // Reachable from outside where the engine set route_localnet, as it does without its userland proxy.
                input.add("-d 127.0.0.0/8 -i " + from + " -j DROP");
            }
            for (int port : enginePorts) {
                input.add("-i " + from + " -p tcp -m tcp --dport " + port + " -j DROP");
            }
        }
        List<String> between = new ArrayList<>(List.of(
                "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", "-m conntrack --ctstate DNAT -j ACCEPT"));
        passing.forEach(match -> between.add(match + " -j ACCEPT"));
        // An engine that drops unpublished ports would drop the login on the container's own address with them.
        List<String> inbound = List.copyOf(passing.isEmpty() ? List.of() : between);
        between.add("-j DROP");

        tables.ensureChain(BETWEEN, between);
        tables.ensureChain(INBOUND, inbound);
        tables.ensureContains(FORWARD, forward);
        tables.ensureContains(INPUT, input);
        tables.ensureFirst("FORWARD", FORWARD);
        tables.ensureFirst("INPUT", INPUT);
    }

    /** Without it, what goes from one port of a bridge to another never meets a rule. */
    private static void bridgedTrafficIsFiltered(String key) {
        Path file = Path.of("/proc/sys/net/bridge", key);
        try {
            if (!Files.readString(file).strip().equals("1")) {
                Files.writeString(file, "1");
            }
        } catch (IOException e) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "keeping containers apart: net.bridge." + key + " cannot be set to 1 (" + e
                            + "); run 'modprobe br_netfilter' and start as root",
                    e);
        }
    }
}
