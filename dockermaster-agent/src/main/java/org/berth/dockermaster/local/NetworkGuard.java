// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Network.ContainerNetworkConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.net.BridgeNetwork;
import org.berth.dockermaster.net.Guard;
import org.berth.dockermaster.net.Guard.Attached;
import org.berth.dockermaster.net.Guard.Details;
import org.berth.dockermaster.net.GuardedPort.Reach;
import org.berth.dockermaster.state.Reservation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits containers to the control network when they start, whoever starts them. A thread of its own hears of each
 * container that is attached, and sets everything anew from time to time: others may have flushed the rules.
 */
final class NetworkGuard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NetworkGuard.class);
    private static final long SECONDS_BETWEEN_CHECKS = 10;
    private static final Path TRACKED = Path.of("/proc/sys/net/netfilter/nf_conntrack_max");
    private static final int LEAST_CONNECTIONS = 256;
    private static final int MOST_CONNECTIONS = 8192;
    /** SMTP; the usual port of agents, where they enrol, and the usual ports of engines and of the AM's admins. */
    private static final Set<Integer> REFUSED_PORTS = Set.of(25, 11999, 11998, 2375, 2376, 9443);

    private final Engine engine;
    private final HostSettings settings;
    private final Supplier<List<BridgeNetwork>> current;
    private final Watch watch;
    private final Semaphore due = new Semaphore(1);
    /** Of the networks in use, by bridge. */
    final Map<String, Guard> guards = new ConcurrentHashMap<>();

    private volatile boolean closed;

    /**
     * @param current the networks of this host's containers, as far as there are any yet
     * @param engineWasAway is run when the engine may have restarted
     */
    NetworkGuard(
            Engine engine,
            HostSettings settings,
            InstantSource clock,
            Supplier<List<BridgeNetwork>> current,
            Runnable engineWasAway) {
        this.engine = engine;
        this.settings = settings;
        this.current = current;
        this.watch = new Watch(
                "network-events",
                EngineEvents.ATTACHED_PATH,
                (answer, taker) -> EngineEvents.readAny(answer, this::check),
                engine,
                clock,
                missed -> {
                    engineWasAway.run();
                    check();
                });
    }

    /** Begins to hear of containers. */
    void start() {
        DaemonThreads.start("network-guard", this::run);
        DaemonThreads.start("network-events-start", watch::start);
    }

    /**
     * Returns the reason why no type with NET_ADMIN or NET_RAW is offered on this host, and the command that mends it;
     * empty if they are offered.
     */
    Optional<String> problem() {
        return guards.values().stream()
                .flatMap(guard -> guard.problem().stream())
                .findFirst();
    }

    /** Has the network looked at soon. */
    void check() {
        due.release();
    }

    private void run() {
        boolean anew = true;
        long last = System.nanoTime();
        while (!closed) {
            try {
                boolean all = anew;
                inUse().forEach(network -> tryToApply(network, all));
            } catch (RuntimeException e) {
                log.debug("the control networks cannot be listed now: {}", e.getMessage());
            }
            if (anew) {
                last = System.nanoTime();
            }
            try {
                if (due.tryAcquire(SECONDS_BETWEEN_CHECKS, TimeUnit.SECONDS)) {
                    due.drainPermits();
                }
                // Also where something happens all the time.
                anew = System.nanoTime() - last >= TimeUnit.SECONDS.toNanos(SECONDS_BETWEEN_CHECKS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The networks in use; forgets the guards of others. */
    private List<BridgeNetwork> inUse() {
        // Read first: a network that is made from now on keeps its guard.
        Set<String> unused = new HashSet<>(guards.keySet());
        List<BridgeNetwork> networks = current.get();
        networks.forEach(network -> unused.remove(network.bridge()));
        guards.keySet().removeAll(unused);
        return networks;
    }

    private void tryToApply(BridgeNetwork network, boolean anew) {
        try {
            apply(network, anew);
        } catch (RuntimeException e) {
            log.debug("control network {} cannot be looked at now: {}", network.name(), e.getMessage());
        }
    }

    /** Sets the guard of a network, whatever was set before. */
    void set(BridgeNetwork network) {
        apply(network, true);
    }

    /**
     * Admits a container that was just started.
     *
     * @throws DockerMasterException of kind {@code FAILED} if it is not attached
     */
    void admit(String container, BridgeNetwork network) {
        Guard guard = apply(network, false);
        if (!guard.admits(container)) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "guarding the control network: container " + container + " has no port on bridge "
                            + network.bridge() + " of this machine");
        }
    }

    /**
     * Refuses a container that could give itself others' addresses, where nothing would keep it from that.
     *
     * @throws DockerMasterException of kind {@code FAILED}, with the command that mends it
     */
    void requireFor(ContainerType type) {
        problem().filter(text -> type.needsSourceFilter()).ifPresent(text -> {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "sliver_type " + type.name() + " has NET_ADMIN or NET_RAW, and is not offered on this host: "
                            + text);
        });
    }

    private Guard apply(BridgeNetwork network, boolean anew) {
        Guard guard = guards.computeIfAbsent(network.bridge(), this::guard);
        synchronized (guard) {
            guard.apply(attached(network), this::details, anew);
        }
        return guard;
    }

    private Guard guard(String bridge) {
        Set<Integer> refused = new HashSet<>(REFUSED_PORTS);
        refused.addAll(settings.privatePorts());
        URI address = engine.address();
        if ("tcp".equals(address.getScheme())) {
            refused.add(address.getPort());
        }
        return new Guard(bridge, refused, connections(), settings.hostServices());
    }

    /** Half of what this machine can track, shared by all slivers that fit. */
    private int connections() {
        try {
            // Not readString: it asks for one byte first, and the kernel answers that with the first digit, and no
            // more.
            int most = Integer.parseInt(Files.readAllLines(TRACKED).get(0).strip());
            return Math.max(LEAST_CONNECTIONS, Math.min(MOST_CONNECTIONS, most / 2 / settings.slots()));
        } catch (IOException | NumberFormatException e) {
            return LEAST_CONNECTIONS;
        }
    }

    private List<Attached> attached(BridgeNetwork network) {
        Network inspected = engine.call(
                "guarding the control network",
                client ->
                        client.inspectNetworkCmd().withNetworkId(network.name()).exec());
        List<Attached> attached = new ArrayList<>();
        Map<String, ContainerNetworkConfig> containers =
                inspected.getContainers() == null ? Map.of() : inspected.getContainers();
        containers.forEach((id, address) -> {
            String mac = text(address.getMacAddress()).toLowerCase(Locale.ROOT);
            String ipv4 = withoutLength(address.getIpv4Address());
            Optional<String> ipv6 =
                    Optional.of(withoutLength(address.getIpv6Address())).filter(text -> !text.isEmpty());
            // It has none yet while it is being attached.
            if (!mac.isEmpty() && !ipv4.isEmpty()) {
                attached.add(new Attached(id, mac, ipv4, ipv6));
            }
        });
        return attached;
    }

    private static String withoutLength(@Nullable String cidr) {
        return text(cidr).split("/", 2)[0];
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private Details details(String container) {
        return engine.call("guarding the control network", client -> {
            try {
                InspectContainerResponse inspected =
                        client.inspectContainerCmd(container).exec();
                Long pid = inspected.getState().getPidLong();
                Map<String, String> labels =
                        Optional.ofNullable(inspected.getConfig().getLabels()).orElse(Map.of());
                return new Details(pid == null ? 0 : pid, reach(labels));
            } catch (NotFoundException e) {
                return new Details(0, Optional.empty());
            }
        });
    }

    private Optional<Reach> reach(Map<String, String> labels) {
        if (!labels.containsKey(Labels.SLIVER)) {
            return Optional.empty();
        }
        OptionalInt published = Labels.read(labels)
                .map(Reservation::endpoint)
                .map(endpoint -> OptionalInt.of(endpoint.sshPort()))
                .orElse(OptionalInt.empty());
        List<Egress> egress = new ArrayList<>();
        Labels.egress(labels).filter(ofType -> !ofType.equals(Egress.ALL)).ifPresent(egress::add);
        egress.add(settings.egress());
        return Optional.of(new Reach(published, egress));
    }

    @Override
    public void close() {
        closed = true;
        check();
        watch.close();
    }
}
