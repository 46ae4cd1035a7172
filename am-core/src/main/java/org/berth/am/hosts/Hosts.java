package org.berth.am.hosts;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The container hosts of this AM, by name; keeps asking them how they are. */
public final class Hosts implements AutoCloseable {
    private static final int SECONDS_BETWEEN_LOOKS = 10;

    private final Map<String, Host> byName = new LinkedHashMap<>();
    private final ScheduledExecutorService looks;

    public Hosts(List<Host> hosts) {
        hosts.forEach(host -> byName.put(host.name(), host));
        looks = Executors.newScheduledThreadPool(Math.max(1, hosts.size()), task -> {
            Thread thread = new Thread(task, "host-look");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Asks every host once, waiting for the answers, then goes on asking in the background. */
    public void start() {
        byName.values().parallelStream().forEach(Host::refresh);
        for (Host host : byName.values()) {
            ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(
                    host::refresh, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
        }
    }

    /** All hosts, in the order of the configuration. */
    public Collection<Host> all() {
        return byName.values();
    }

    /** The host of that name, if it is configured. */
    public Optional<Host> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public void close() {
        looks.shutdownNow();
        byName.values().forEach(host -> host.master().close());
    }
}
