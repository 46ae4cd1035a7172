// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.HostEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedules the reconciliation of hosts: every {@value #PERIOD_MILLIS} ms, not all at the same moment, and at once when
 * a host is back or something happened there. Each host has one reconciliation at a time and a rest after it, however
 * much happens; none waits for another.
 */
final class ReconcileScheduler implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileScheduler.class);
    private static final long PERIOD_MILLIS = 60_000;
    /** Between the first passes of two hosts, so that those of many hosts leave most of the processors to calls. */
    private static final long STEP_AT_START_MILLIS = 50;

    /** The time in which further events are awaited, so that one reconciliation covers them all. */
    private static final long SETTLING_MILLIS = 200;

    private static final long REST_MILLIS = 2_000;
    /** Between two passes; a host that says it of more slivers has no memory left at all, or makes it up. */
    private static final int MOST_NOTES = 1_000;

    private final Hosts hosts;
    private final Reconciler reconciler;
    private final Runnable wakeWorkers;
    private final Map<String, HostSchedule> courses = new ConcurrentHashMap<>();
    private final ExecutorService threads;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("reconcile-timer"));

    /**
     * @param wakeWorkers called after each pass, since it may have made work; must return at once
     */
    ReconcileScheduler(Hosts hosts, Reconciler reconciler, Runnable wakeWorkers) {
        this(hosts, reconciler, wakeWorkers, Executors.newCachedThreadPool(DaemonThreads.named("reconcile")));
    }

    /** @param threads for the passes; shut down when this is closed */
    ReconcileScheduler(Hosts hosts, Reconciler reconciler, Runnable wakeWorkers, ExecutorService threads) {
        this.threads = threads;
        this.hosts = hosts;
        this.reconciler = reconciler;
        this.wakeWorkers = wakeWorkers;
    }

    /** Starts to compare; the first pass begins at once. */
    void start() {
        round(STEP_AT_START_MILLIS);
        ScheduledFuture<?> unused =
                timer.scheduleAtFixedRate(() -> round(PERIOD_MILLIS), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** @param step between two hosts, in milliseconds; shorter where the period would not do for all of them */
    private void round(long step) {
        try {
            Collection<Host> all = hosts.all();
            long between = Math.min(step, PERIOD_MILLIS / Math.max(1, all.size()));
            long after = 0;
            for (Host host : all) {
                later(() -> periodically(host), after);
                after += between;
            }
            threads.execute(reconciler::forgetOldTombstones);
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.error("reconcile passes were not begun; next try in {} ms", PERIOD_MILLIS, e);
        }
    }

    private void periodically(Host host) {
        if (host.reached() && hosts.named(host.name()).filter(host::equals).isPresent()) {
            soon(host);
        }
    }

    private void later(Runnable next, long millis) {
        try {
            ScheduledFuture<?> unused = timer.schedule(next, millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            log.debug("closing: no more passes");
        }
    }

    /** Compares a host as soon as may be; returns at once. */
    void soon(Host host) {
        course(host).ask();
    }

    /** Something happened on a host; returns at once. */
    void event(Host host, HostEvent event) {
        switch (event.kind()) {
            case OUT_OF_MEMORY -> course(host).outOfMemory(event.sliver(), event.at());
            case DIED, STARTED, REMOVED, MISSED -> course(host).ask();
            case IMAGE_PROGRESS -> log.debug("host={} image step=\"{}\"", host.name(), event.text());
        }
    }

    /** A host that is not there any more needs no passes. */
    void removed(Host host) {
        courses.remove(host.name());
    }

    private HostSchedule course(Host host) {
        return courses.compute(
                host.name(), (name, course) -> course == null || course.host != host ? new HostSchedule(host) : course);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        Closing.await(timer);
        Closing.await(threads);
    }

    /** The passes over one host. */
    private final class HostSchedule {
        private final Host host;
        private final Map<String, Instant> outOfMemory = new HashMap<>();
        private boolean asked;
        /** Settling, in a pass, or resting after one. */
        private boolean busy;

        HostSchedule(Host host) {
            this.host = host;
        }

        synchronized void outOfMemory(String sliver, Instant at) {
            if (outOfMemory.size() < MOST_NOTES) {
                outOfMemory.put(sliver, at);
            }
            ask();
        }

        synchronized void ask() {
            asked = true;
            if (!busy) {
                busy = true;
                later(this::begin, SETTLING_MILLIS);
            }
        }

        private void begin() {
            try {
                threads.execute(this::pass);
            } catch (RejectedExecutionException closing) {
                log.debug("closing: no more passes");
            } catch (Throwable e) { // No thread is to be had: an Error.
                log.warn("host={} was not compared; next try in {} ms", host.name(), REST_MILLIS, e);
                later(this::begin, REST_MILLIS);
            }
        }

        private void pass() {
            try {
                reconciler.pass(host, starting());
                wakeWorkers.run();
            } finally {
                later(this::rested, REST_MILLIS);
            }
        }

        private synchronized Map<String, Instant> starting() {
            asked = false;
            Map<String, Instant> notes = Map.copyOf(outOfMemory);
            outOfMemory.clear();
            return notes;
        }

        private synchronized void rested() {
            busy = asked;
            if (asked) {
                begin();
            }
        }
    }
}
