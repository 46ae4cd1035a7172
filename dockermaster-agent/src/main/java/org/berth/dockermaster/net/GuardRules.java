// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.Egress.Destination;
import org.berth.dockermaster.HostService;

/**
 * Writes the guard of the control network as nft reads it. Nothing that a user says is in there: addresses, ports and
 * names of interfaces come from the engine, the kernel and the configuration.
 */
final class GuardRules {
    private static final String ALWAYS = "guard.nft";
    private static final String STRICT = "guard-strict.nft";
    private static final String REFUSE = " reject with icmpx admin-prohibited\n";

    private final StringBuilder script = new StringBuilder();
    private final Set<Integer> refusedPorts;

    /**
     * @param bridge whose ports are guarded
     * @param refusedPorts TCP ports that containers do not connect to unless they are listed
     * @param connections how many connections of a container are tracked
     * @param strict whether the kernel can tell the bridge of a frame
     */
    GuardRules(String bridge, Set<Integer> refusedPorts, int connections, boolean strict) {
        this.refusedPorts = new TreeSet<>(refusedPorts);
        script.append(resource(ALWAYS).replace("over 4096", "over " + connections));
        if (!bridge.startsWith("berth")) {
            element("arp", "bridges", "\"" + bridge + "\"", true);
            element("inet", "bridges", "\"" + bridge + "\"", true);
            element("bridge", "bridges", "\"" + bridge + "\"", true);
        }
        if (strict) {
            script.append(resource(STRICT));
        }
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(GuardRules.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets containers connect to listeners of this machine. */
    void services(Collection<HostService> services) {
        services.forEach(service -> element("inet", "services", service.protocol() + " . " + service.port(), true));
    }

    void admit(GuardedPort port) {
        port.sliver().ifPresent(reach -> chain(reach.egress()));
        elements(port, true);
    }

    void expel(GuardedPort port) {
        port.sliver().ifPresent(reach -> chain(reach.egress()));
        elements(port, false);
    }

    /**
     * Returns the addresses that a container sends from: its IPv4 address, and with IPv6 its own one and its link-local
     * one.
     */
    static List<String> addresses(GuardedPort port) {
        return port.ipv6()
                .map(address -> List.of(port.ipv4(), address, MacAddresses.linkLocal(port.mac())))
                .orElse(List.of(port.ipv4()));
    }

    private void elements(GuardedPort port, boolean present) {
        String from = "\"" + port.name() + "\" . " + port.mac() + " . ";
        element("bridge", "ports", "\"" + port.name() + "\"", present);
        element("bridge", "ipv4", from + port.ipv4(), present);
        List<String> ipv6 = addresses(port).subList(1, addresses(port).size());
        ipv6.forEach(address -> element("bridge", "ipv6", from + address, present));
        port.sliver().ifPresent(reach -> {
            String verdict = " : goto " + name(reach.egress());
            element("inet", "slivers4", port.ipv4(), present);
            element("inet", "egress4", port.ipv4() + verdict, present);
            ipv6.forEach(address -> {
                element("inet", "slivers6", address, present);
                element("inet", "egress6", address + verdict, present);
            });
            reach.published().ifPresent(number -> element("inet", "published", Integer.toString(number), present));
        });
    }

    private void element(String family, String set, String element, boolean present) {
        String what = " element " + family + " berth " + set + " { " + element + " }\n";
        script.append("add").append(what);
        if (!present) {
            // To delete what is not there would fail.
            script.append("delete").append(what);
        }
    }

    /** Makes a chain that lets pass what each of several egresses allows. */
    private void chain(List<Egress> egress) {
        List<Egress> others = egress.subList(1, egress.size());
        if (!others.isEmpty()) {
            chain(others);
        }
        String allowed = others.isEmpty() ? " accept\n" : " goto " + name(others) + "\n";
        String chain = "chain inet berth " + name(egress);
        if (script.indexOf("add " + chain + "\n") >= 0) {
            return;
        }
        script.append("add ").append(chain).append("\nflush ").append(chain).append('\n');
        String rule = "add rule inet berth " + name(egress) + " ";
        // What a stranger may, iptables' chain says.
        script.append(rule).append("oifname @bridges accept\n");
        egress.get(0)
                .listed()
                .forEach(destination ->
                        script.append(rule).append(match(destination)).append(allowed));
        if (egress.get(0).everywhere()) {
            String ports = refusedPorts.stream().map(Object::toString).collect(Collectors.joining(", "));
            // With the metadata service of a cloud that this machine is in: it may hand out the machine's own rights.
            script.append(rule).append("ip daddr 169.254.0.0/16").append(REFUSE);
            script.append(rule).append("ip6 daddr fe80::/10").append(REFUSE);
            script.append(rule)
                    .append("tcp dport { ")
                    .append(ports)
                    .append(" }")
                    .append(REFUSE);
            script.append(rule).append(allowed.strip()).append('\n');
        } else {
            script.append(rule).append(REFUSE.strip()).append('\n');
        }
    }

    private static String match(Destination destination) {
        String network = (destination.isIpv6() ? "ip6 daddr " : "ip daddr ") + destination.network();
        return destination.isAnyPort()
                ? network
                : network + " meta l4proto { tcp, udp } th dport " + destination.ports();
    }

    private String name(List<Egress> egress) {
        String rules = egress + " " + refusedPorts;
        return "egress-" + Hashing.sha256().hashString(rules, UTF_8).toString().substring(0, 16);
    }

    /** Returns the script of the changes, one transaction. */
    @Override
    public String toString() {
        return script.toString();
    }
}
