// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container hosts of this AM, by name. Which there are may change at any time; readers never wait. Each is asked every
 * ten seconds how it is, and none waits for another.
 */
public final class Hosts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Hosts.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    /** A start has more to do than to connect to hundreds of hosts. */
    private static final long BETWEEN_FIRST_LOOKS_MILLIS = 20;

    private final Duration period;
    private final List<HostListener> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("host-timer"));
    private final ExecutorService threads;
    private final Map<String, HostWatch> watches = new HashMap<>();
    /** Until it is closed, what was dropped goes on working in its state directory. */
    private final Map<String, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

    private volatile Map<String, Host> byName;
    private boolean started;
    private volatile boolean closed;

    public Hosts(List<Host> hosts) {
        this(hosts, BETWEEN_LOOKS);
    }

    Hosts(List<Host> hosts, Duration period) {
        this(hosts, period, Executors.newCachedThreadPool(DaemonThreads.named("host-look")));
    }

    /** @param threads shut down when this is closed */
    Hosts(List<Host> hosts, Duration period, ExecutorService threads) {
        this.period = period;
        this.threads = threads;
        this.byName = byName(hosts);
    }

    private static Map<String, Host> byName(List<Host> hosts) {
        Map<String, Host> map = new LinkedHashMap<>();
        hosts.forEach(host -> map.put(host.name(), host));
        return map;
    }

    /** Asks every host, waiting for those that were never known, but not long; then goes on asking in the background. */
    public void start() {
        List<CompletableFuture<Void>> strangers = new ArrayList<>();
        synchronized (this) {
            started = true;
            long after = 0;
            for (Host host : all()) {
                HostWatch watch = watch(host);
                if (host.description().isEmpty()) {
                    strangers.add(watch.lookNow());
                } else {
                    ScheduledFuture<?> unused = timer.schedule(() -> soon(host), after, TimeUnit.MILLISECONDS);
                    after += BETWEEN_FIRST_LOOKS_MILLIS;
                }
            }
        }
        CompletableFuture.allOf(strangers.toArray(CompletableFuture<?>[]::new))
                .completeOnTimeout(null, period.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** All hosts, in the order of the configuration, then those added by command. */
    public Collection<Host> all() {
        return byName.values();
    }

    /** The host of that name, if there is one now. */
    public Optional<Host> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Tells somebody what becomes of hosts from now on. */
    public void addListener(HostListener listener) {
        listeners.add(listener);
    }

    /** Makes these the hosts. Those that are not among them are heard of no more, and their DockerMasters closed. */
    synchronized void replaceAll(List<Host> hosts) {
        Map<String, Host> before = byName;
        byName = byName(hosts);
        before.values().stream().filter(host -> !hosts.contains(host)).forEach(this::drop);
        if (started) {
            hosts.stream().filter(host -> !watches.containsKey(host.name())).forEach(host -> {
                CompletableFuture<Void> unused = watch(host).lookNow();
            });
        }
    }

    /** Looks at a host at once: something of it was changed. */
    synchronized void soon(Host host) {
        Optional.ofNullable(watches.get(host.name())).ifPresent(watch -> {
            CompletableFuture<Void> unused = watch.lookNow();
        });
    }

    /** Does something as often as hosts are looked at. */
    void regularly(Runnable task) {
        ScheduledFuture<?> unused =
                timer.scheduleAtFixedRate(() -> run(task), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes a DockerMaster of a host that is used no more, whoever it waits for. */
    void closeLater(String host, DockerMaster master) {
        closeLater(host, () -> close(master));
    }

    private void closeLater(String host, Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        closing.merge(host, done, CompletableFuture::allOf);
        surely(() -> {
            try {
                task.run();
            } finally {
                done.complete(null);
                closing.computeIfPresent(host, (name, all) -> all.isDone() ? null : all);
            }
        });
    }

    /**
     * Waits until no DockerMaster of a host's past works any more.
     *
     * @return whether that came within the time
     */
    boolean awaitClosed(String host, Duration patience) {
        CompletableFuture<Void> last = closing.getOrDefault(host, CompletableFuture.completedFuture(null));
        return last.thenApply(closed -> true)
                .completeOnTimeout(false, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** On a thread of its own, if one is to be had. */
    private boolean run(Runnable task) {
        try {
            threads.execute(task);
            return true;
        } catch (RejectedExecutionException closing) {
            return true;
        } catch (Throwable e) { // An Error, too, would end a schedule for good.
            log.warn("no thread is to be had; next try in {} s", period.toSeconds(), e);
            return false;
        }
    }

    /** The same, as soon as one is to be had. */
    private void surely(Runnable task) {
        if (!run(task)) {
            ScheduledFuture<?> unused = timer.schedule(() -> surely(task), period.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private HostWatch watch(Host host) {
        HostWatch watch = new HostWatch(host, timer, threads, new All(), period);
        watches.put(host.name(), watch);
        return watch;
    }

    private void drop(Host host) {
        Optional<HostWatch> watch = Optional.ofNullable(watches.remove(host.name()));
        closeLater(host.name(), () -> {
            watch.ifPresent(HostWatch::close);
            close(host.master());
            new All().removed(host);
        });
    }

    private static void close(DockerMaster master) {
        try {
            master.close();
        } catch (RuntimeException e) {
            log.warn("a DockerMaster did not close in order", e);
        }
    }

    /** All listeners; one that throws keeps nothing from the others. */
    private final class All implements HostListener {
        @Override
        public void returned(Host host) {
            tell(listener -> listener.returned(host));
        }

        @Override
        public void lost(Host host) {
            tell(listener -> listener.lost(host));
        }

        @Override
        public void described(Host host, HostDescription description) {
            tell(listener -> listener.described(host, description));
        }

        @Override
        public void event(Host host, HostEvent event) {
            tell(listener -> listener.event(host, event));
        }

        @Override
        public void removed(Host host) {
            tell(listener -> listener.removed(host));
        }

        private void tell(Consumer<HostListener> news) {
            if (closed) { // What comes of looks that are broken off is no news of hosts.
                return;
            }
            for (HostListener listener : listeners) {
                try {
                    news.accept(listener);
                } catch (RuntimeException e) {
                    log.warn("what became of a host was not heard", e);
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        threads.shutdownNow();
        synchronized (this) {
            watches.values().forEach(HostWatch::close);
        }
        byName.values().forEach(host -> close(host.master()));
    }
}
