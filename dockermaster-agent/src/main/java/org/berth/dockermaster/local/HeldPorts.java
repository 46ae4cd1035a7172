// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostProblems.HeldPort;
import org.berth.dockermaster.net.BindAddress;
import org.berth.dockermaster.net.ListeningPorts;
import org.berth.dockermaster.state.HostState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of the pool that no sliver has, yet something else: another program, or the engine itself. An engine that was
 * killed while it started a container opens the container's ports again when it is back, and forgets the container; no call
 * makes it close them.
 */
final class HeldPorts {
    /** In the engine's words; what it has allocated need not be listened on. */
    private static final Pattern REFUSED = Pattern.compile(":(\\d{1,5}) failed: port is already allocated");

    private static final Pattern PROXIED = Pattern.compile("-host-port (\\d{1,5})\\b");
    private static final String FREED = "; a restart of the engine (systemctl restart docker) frees it";

    private static final Logger log = LoggerFactory.getLogger(HeldPorts.class);

    private final BindAddress bindAddress;
    private final HostState state;
    private final Containers containers;
    private final Set<Integer> refused = ConcurrentHashMap.newKeySet();

    private volatile List<HeldPort> last = List.of();

    HeldPorts(BindAddress bindAddress, HostState state, Containers containers) {
        this.bindAddress = bindAddress;
        this.state = state;
        this.containers = containers;
    }

    /** Returns whether a step failed since the engine has given its port away; if so, records that. */
    boolean isRefusal(DockerMasterException step) {
        Matcher matcher = REFUSED.matcher(String.valueOf(step.getMessage()));
        boolean found = matcher.find();
        if (found) {
            refused.add(Integer.parseInt(matcher.group(1)));
        }
        return found;
    }

    /** Returns whether the engine has refused a port since it was last away. */
    boolean isRefused(int port) {
        return refused.contains(port);
    }

    /** The engine is away, or was: when it is back it knows only what its containers have. */
    void forgetRefused() {
        refused.clear();
    }

    /** Looks for them; costs little while there are none. */
    List<HeldPort> find(Pool pool) {
        Set<Integer> suspected = new TreeSet<>(ListeningPorts.read());
        suspected.addAll(refused);
        suspected.removeIf(port -> port < pool.firstPort() || port > pool.lastPort());
        suspected.removeAll(state.reservedPorts());
        if (!suspected.isEmpty()) {
            containers
                    .all()
                    .forEach(container ->
                            suspected.remove(container.labels().endpoint().sshPort()));
            suspected.removeIf(port -> !refused.contains(port) && bindAddress.isFree(port));
        }
        Set<Integer> proxied = suspected.isEmpty() ? Set.of() : proxied();
        List<HeldPort> held = suspected.stream()
                .map(port -> new HeldPort(port, holder(port, proxied)))
                .toList();
        if (!held.equals(last)) {
            last = held;
            log.warn("{} ports of the pool are held by others: {}", held.size(), held);
        }
        return held;
    }

    private String holder(int port, Set<Integer> proxied) {
        if (containers.use(port)) {
            return "a container that is not Berth's publishes it";
        }
        if (proxied.contains(port)) {
            return "the engine's docker-proxy listens on it, for a container that is gone" + FREED;
        }
        return refused.contains(port)
                ? "the engine has it as allocated, for no container" + FREED
                : "another program on this machine listens on it";
    }

    /** The ports that a docker-proxy listens on. */
    private static Set<Integer> proxied() {
        Set<Integer> ports = new HashSet<>();
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            processes
                    .map(process -> process.info().commandLine())
                    .flatMap(Optional::stream)
                    .filter(line -> line.contains("docker-proxy "))
                    .map(PROXIED::matcher)
                    .filter(Matcher::find)
                    .forEach(found -> ports.add(Integer.parseInt(found.group(1))));
        }
        return ports;
    }
}
