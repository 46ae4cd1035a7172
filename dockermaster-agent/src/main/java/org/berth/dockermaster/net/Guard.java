// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.net.GuardCommand.ProgramFailedException;
import org.berth.dockermaster.net.GuardedPort.Reach;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard of one bridge. Only what was admitted gets past a port: the container's own MAC and IP addresses. Ports do not
 * reach each other; this machine answers for all containers of the bridge and routes. Who has which address is set and never
 * learned, so that nobody else can claim it.
 *
 * <p>The rules fail closed: a port that was not admitted reaches nothing, whether or not this process lives. Several
 * guards may share one machine, and one bridge.
 */
public final class Guard {
    private static final Logger log = LoggerFactory.getLogger(Guard.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String REMEDY =
            "to mend it: apt-get install nftables iproute2 util-linux, in the network and process"
                    + " namespaces of the engine";
    private static final int LONGEST_REASON = 300;
    private static final int MOST_ATTEMPTS = 5;
    private static final List<String> NFT = List.of("nft", "--file", "-");

    /** The bridge's settings, below /proc/sys/net; %s is its name. */
    private static final Map<String, String> SETTINGS = Map.of(
            "ipv4/conf/%s/proxy_arp_pvlan", "1",
            "ipv4/conf/%s/send_redirects", "0",
            "ipv4/neigh/%s/proxy_delay", "0",
            "ipv6/conf/%s/proxy_ndp", "1",
            "ipv6/conf/%s/accept_ra", "0",
            "ipv6/conf/%s/accept_redirects", "0",
            "ipv6/neigh/%s/proxy_delay", "0");

    private static final Path SYSCTL = Path.of("/proc/sys/net");

    /** Has tagged frames between ports of bridges meet the rules of IP, where no other rule can tell their bridge. */
    private static final String TAGGED = "bridge/bridge-nf-filter-vlan-tagged";

    private final String bridge;
    private final Set<Integer> refusedPorts;
    private final int connections;
    private final List<HostService> services;
    private final Map<String, GuardedPort> admitted = new HashMap<>();
    private boolean first = true;
    private boolean strict = true;
    private volatile Optional<String> problem = Optional.empty();

    /**
     * A container that is attached to the bridge, as the engine describes it.
     *
     * @param container the engine's id
     * @param mac its MAC address, lower case
     * @param ipv4 its IPv4 address
     * @param ipv6 its IPv6 address
     */
    public record Attached(String container, String mac, String ipv4, Optional<String> ipv6) {
        private boolean is(GuardedPort port) {
            return mac.equals(port.mac()) && ipv4.equals(port.ipv4()) && ipv6.equals(port.ipv6());
        }
    }

    /**
     * The details of a container that are asked for only once.
     *
     * @param pid a process in its network namespace; 0 if it has none
     * @param sliver as in {@link GuardedPort#sliver}
     */
    public record Details(long pid, Optional<Reach> sliver) {}

    /**
     * @param refusedPorts TCP ports that slivers do not connect to unless their egress lists them
     * @param connections how many connections of a sliver are tracked, each way
     * @param services what slivers may connect to on this machine, besides DNS and published ports
     */
    public Guard(String bridge, Set<Integer> refusedPorts, int connections, List<HostService> services) {
        this.bridge = bridge;
        this.refusedPorts = refusedPorts;
        this.connections = connections;
        this.services = services;
    }

    /**
     * Returns the reason why the source filter is not in force, and the command that mends it; empty if it is. Known
     * after the first {@link #apply}.
     */
    public Optional<String> problem() {
        return problem;
    }

    /** Returns whether a container was admitted. */
    public synchronized boolean admits(String container) {
        return admitted.containsKey(container);
    }

    /**
     * Admits what is attached now, and expels what is not any more.
     *
     * @param details asked for each container that is not admitted yet
     * @param anew whether all is set again, whatever was set before; else only what is new
     * @throws DockerMasterException of kind {@code FAILED} if addresses cannot be set. Where only the source filter cannot,
     *     {@link #problem} says so
     */
    public synchronized void apply(Collection<Attached> attached, Function<String, Details> details, boolean anew) {
        BridgePorts ports = BridgePorts.of(bridge);
        Map<String, Attached> now = attached.stream().collect(Collectors.toMap(Attached::container, a -> a));
        Map<String, GuardedPort> gone = new HashMap<>();
        admitted.forEach((container, port) -> {
            Attached same = now.get(container);
            if (same == null || !same.is(port) || !ports.names().contains(port.name())) {
                gone.put(container, port);
            }
        });
        admitted.keySet().removeAll(gone.keySet());
        boolean afterFailure = first;
        // Until all of this is done: what a failure leaves in the rules is looked for by the next look.
        first = true;
        Map<String, GuardedPort> fresh = found(attached, ports, details);
        boolean all = anew || afterFailure;
        Map<String, GuardedPort> set = new HashMap<>(fresh);
        if (all) {
            set.putAll(admitted);
            settings();
        }
        linkLiving(set, this::link, () -> BridgePorts.of(bridge).names());
        fresh.keySet().retainAll(set.keySet());
        if (all) {
            admitted.forEach((container, port) -> {
                if (!set.containsKey(container)) {
                    gone.put(container, port);
                }
            });
            admitted.keySet().removeAll(gone.keySet());
        }
        Set<String> kept = new HashSet<>();
        List.of(admitted, fresh).forEach(part -> part.values().forEach(port -> kept.addAll(addresses(port))));
        forget(gone.values(), kept);
        boolean done = filter(gone.values(), set.values(), afterFailure);
        admitted.putAll(fresh);
        first = !done;
    }

    /**
     * Links ports, and leaves those out that vanish meanwhile: containers end at any time.
     *
     * @param set the ports by container; loses those that vanished
     * @param link fails if one of the ports is not there
     * @param names gives the names of the ports that are there
     * @throws DockerMasterException as {@code link} throws it, if none of the ports has vanished
     */
    static void linkLiving(
            Map<String, GuardedPort> set, Consumer<Collection<GuardedPort>> link, Supplier<Set<String>> names) {
        while (true) {
            try {
                link.accept(set.values());
                return;
            } catch (DockerMasterException e) {
                Set<String> left = names.get();
                if (!set.values().removeIf(port -> !left.contains(port.name()))) {
                    throw e;
                }
            }
        }
    }

    private Map<String, GuardedPort> found(
            Collection<Attached> attached, BridgePorts ports, Function<String, Details> details) {
        Map<String, GuardedPort> found = new HashMap<>();
        Set<String> taken = admitted.values().stream().map(GuardedPort::name).collect(Collectors.toSet());
        for (Attached container : attached) {
            if (!admitted.containsKey(container.container())) {
                Details more = details.apply(container.container());
                if (more.pid() > 0) {
                    ports.of(more.pid(), taken).ifPresent(name -> {
                        taken.add(name);
                        found.put(
                                container.container(),
                                new GuardedPort(
                                        name, container.mac(), container.ipv4(), container.ipv6(), more.sliver()));
                    });
                }
            }
        }
        return found;
    }

    private static List<String> addresses(GuardedPort port) {
        List<String> addresses = new ArrayList<>(List.of(port.ipv4()));
        port.ipv6().ifPresent(addresses::add);
        return addresses;
    }

    private void settings() {
        SETTINGS.forEach((name, value) -> write(SYSCTL.resolve(name.formatted(bridge)), value));
    }

    private static void write(Path file, String value) {
        try {
            if (Files.exists(file) && !Files.readString(file).strip().equals(value)) {
                Files.writeString(file, value);
            }
        } catch (IOException e) {
            throw new DockerMasterException(
                    DockerMasterException.Kind.FAILED,
                    GuardCommand.STEP + ": " + file + " cannot be set to " + value + " (" + e + "); start as root",
                    e);
        }
    }

    /**
     * Removes the neighbour entries of ports that are gone. A missing entry is no error: the kernel removes entries
     * with the interface.
     */
    private void forget(Collection<GuardedPort> gone, Set<String> kept) {
        StringBuilder batch = new StringBuilder();
        for (GuardedPort port : gone) {
            addresses(port).stream().filter(address -> !kept.contains(address)).forEach(address -> {
                batch.append("neigh del ")
                        .append(address)
                        .append(" dev ")
                        .append(bridge)
                        .append('\n');
                if (address.contains(":")) {
                    batch.append("neigh del proxy ")
                            .append(address)
                            .append(" dev ")
                            .append(bridge)
                            .append('\n');
                }
            });
        }
        if (!batch.isEmpty()) {
            try {
                GuardCommand.run(batch.toString(), List.of("ip", "-force", "-batch", "-"));
            } catch (DockerMasterException e) {
                log.debug("{}", e.getMessage());
            }
        }
    }

    private void link(Collection<GuardedPort> set) {
        if (set.isEmpty()) {
            return;
        }
        StringBuilder ports = new StringBuilder();
        StringBuilder neighbours = new StringBuilder();
        for (GuardedPort port : set) {
            ports.append("link set dev ").append(port.name()).append(" isolated on learning off flood off\n");
            // Sticky: no frame from another port moves it.
            ports.append("fdb replace ")
                    .append(port.mac())
                    .append(" dev ")
                    .append(port.name())
                    .append(" master static sticky\n");
            addresses(port).forEach(address -> {
                neighbours
                        .append("neigh replace ")
                        .append(address)
                        .append(" lladdr ")
                        .append(port.mac());
                neighbours.append(" nud permanent dev ").append(bridge).append('\n');
            });
            port.ipv6()
                    .ifPresent(address -> neighbours
                            .append("neigh replace proxy ")
                            .append(address)
                            .append(" dev ")
                            .append(bridge)
                            .append('\n'));
        }
        GuardCommand.run(ports.toString(), List.of("bridge", "-batch", "-"));
        GuardCommand.run(neighbours.toString(), List.of("ip", "-batch", "-"));
    }

    /** Returns whether the source filter is in force. */
    private boolean filter(Collection<GuardedPort> gone, Collection<GuardedPort> set, boolean afterFailure) {
        try {
            load(gone, set, afterFailure);
            if (afterFailure || problem.isPresent()) {
                log.info(
                        "the control network on {} is guarded: each container sends from its own addresses only",
                        bridge);
            }
            problem = Optional.empty();
            return true;
        } catch (DockerMasterException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e; // Whoever ends this says nothing of the rules.
            }
            String reason = oneLine(String.valueOf(e.getMessage())) + "; " + REMEDY;
            if (problem.isEmpty()) {
                log.error(
                        "{}; until then no type with NET_ADMIN or NET_RAW is offered here, and nothing new gets NET_RAW",
                        reason);
            }
            problem = Optional.of(reason);
            return false;
        }
    }

    /** Loads the rules; again where another guard of this machine changed what they rest on meanwhile. */
    private void load(Collection<GuardedPort> gone, Collection<GuardedPort> set, boolean afterFailure) {
        retrying(retry -> {
            boolean again = afterFailure || retry;
            String stale = again ? stale(set) : "";
            strict |= again;
            if (strict) {
                strict = isLoaded(stale + rules(gone, set));
            }
            if (!strict) {
                write(SYSCTL.resolve(TAGGED), "1");
                GuardCommand.run(stale + rules(gone, set), NFT);
            }
        });
    }

    /**
     * Does something again while a program of it fails; not where one hangs, since nobody else can have the guard meanwhile.
     *
     * @param load is told whether it is done again
     */
    static void retrying(Consumer<Boolean> load) {
        for (int attempt = 1; ; attempt++) {
            try {
                load.accept(attempt > 1);
                return;
            } catch (ProgramFailedException e) {
                if (attempt == MOST_ATTEMPTS || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    private GuardRules rules(Collection<GuardedPort> gone, Collection<GuardedPort> set) {
        GuardRules rules = new GuardRules(bridge, refusedPorts, connections, strict);
        rules.services(services);
        gone.forEach(rules::expel);
        set.forEach(rules::admit);
        return rules;
    }

    private static String oneLine(String text) {
        return Printable.line(text, LONGEST_REASON);
    }

    private static boolean isLoaded(String script) {
        try {
            GuardCommand.run(script, NFT);
            return true;
        } catch (ProgramFailedException e) {
            log.debug("the strict rules cannot be loaded: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Writes what to delete of what guards before this one left: elements of interfaces that are gone, and of addresses that
     * are about to get another verdict.
     */
    private String stale(Collection<GuardedPort> set) {
        StringBuilder script = new StringBuilder();
        Set<String> interfaces = BridgePorts.interfaces();
        Set<String> dead = new HashSet<>();
        Set<String> living = new HashSet<>();
        for (JsonNode name : elements("set", "bridge", "ports")) {
            if (!interfaces.contains(name.asText())) {
                add(script, "bridge", "ports", "\"" + name.asText() + "\"");
                delete(script, "bridge", "ports", "\"" + name.asText() + "\"");
            }
        }
        for (String addresses : List.of("ipv4", "ipv6")) {
            for (JsonNode element : elements("set", "bridge", addresses)) {
                JsonNode parts = element.path("concat");
                String address = parts.path(2).asText();
                if (interfaces.contains(parts.path(0).asText())) {
                    living.add(address);
                } else {
                    dead.add(address);
                    String parted = "\"" + parts.path(0).asText() + "\" . "
                            + parts.path(1).asText() + " . " + address;
                    add(script, "bridge", addresses, parted);
                    delete(script, "bridge", addresses, parted);
                }
            }
        }
        dead.removeAll(living);
        set.forEach(port -> dead.addAll(GuardRules.addresses(port)));
        for (String name : List.of("slivers4", "slivers6")) {
            elements("set", "inet", name).forEach(address -> {
                if (dead.contains(address.asText())) {
                    add(script, "inet", name, address.asText());
                    delete(script, "inet", name, address.asText());
                }
            });
        }
        for (String name : List.of("egress4", "egress6")) {
            elements("map", "inet", name).forEach(entry -> {
                if (dead.contains(entry.path(0).asText())) {
                    delete(script, "inet", name, entry.path(0).asText());
                }
            });
        }
        return script.toString();
    }

    /** Before it is deleted: to delete what somebody else just deleted would fail. */
    private static void add(StringBuilder script, String family, String set, String element) {
        script.append("add element ").append(family).append(" berth ").append(set);
        script.append(" { ").append(element).append(" }\n");
    }

    private static void delete(StringBuilder script, String family, String set, String element) {
        script.append("delete element ").append(family).append(" berth ").append(set);
        script.append(" { ").append(element).append(" }\n");
    }

    /** Of a set or map; none if it is not there. */
    private static List<JsonNode> elements(String kind, String family, String name) {
        List<JsonNode> elements = new ArrayList<>();
        try {
            String listing = GuardCommand.run("", List.of("nft", "--json", "list", kind, family, "berth", name));
            JSON.readTree(listing)
                    .path("nftables")
                    .forEach(part -> part.path(kind).path("elem").forEach(elements::add));
        } catch (ProgramFailedException | JsonProcessingException e) {
            log.debug("no {} {} yet: {}", kind, name, e.getMessage());
        }
        return elements;
    }
}
