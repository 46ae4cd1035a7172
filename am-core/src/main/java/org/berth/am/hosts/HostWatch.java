// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.EventStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at one host again and again, and listens to its events. A look that hangs holds one thread, and no other host. */
final class HostWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostWatch.class);

    private final Host host;
    private final Executor threads;
    private final HostListener listener;
    private final long period;
    private final ScheduledFuture<?> schedule;
    private @Nullable CompletableFuture<Void> look;
    private long lookedAt;
    private boolean closed;
    private @Nullable DockerMaster heard;
    private EventStream events = () -> {};

    /**
     * Begins with a look at once.
     *
     * @param timer for the schedule; must not be held up
     * @param threads for looks
     */
    HostWatch(Host host, ScheduledExecutorService timer, Executor threads, HostListener listener, Duration period) {
        this.host = host;
        this.threads = threads;
        this.listener = listener;
        this.period = period.toNanos();
        // Not all hosts at the same moment.
        long first = ThreadLocalRandom.current().nextLong(this.period / 2, this.period);
        schedule = timer.scheduleAtFixedRate(this::tick, first, this.period, TimeUnit.NANOSECONDS);
    }

    Host host() {
        return host;
    }

    private synchronized void tick() {
        try {
            if (look == null) {
                CompletableFuture<Void> unused = begin();
            } else if (System.nanoTime() - lookedAt > period / 2) {
                if (host.overdue()) {
                    threads.execute(() -> listener.lost(host));
                }
            }
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.warn(
                    "host={} was not looked at; next try in {} s",
                    host.name(),
                    TimeUnit.NANOSECONDS.toSeconds(period),
                    e);
        }
    }

    /** Looks now; done when a look that began after this call has ended. */
    synchronized CompletableFuture<Void> lookNow() {
        CompletableFuture<Void> running = look;
        if (running == null) {
            return begin();
        }
        return running.thenCompose(done -> lookNow());
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        look = begun;
        lookedAt = System.nanoTime();
        try {
            threads.execute(() -> {
                try {
                    host.refresh(listener);
                    listen();
                } finally {
                    ended(begun);
                }
            });
        } catch (RejectedExecutionException closing) {
            ended(begun);
        } catch (Throwable e) { // No thread is to be had: an Error.
            ended(begun);
            log.warn("host={} was not looked at: {}", host.name(), e.getMessage());
        }
        return begun;
    }

    private void ended(CompletableFuture<Void> begun) {
        synchronized (this) {
            look = null;
        }
        begun.complete(null);
    }

    /** Once the host answers: a stream that begins elsewhere could not be opened before. By one look at a time. */
    private void listen() {
        DockerMaster master = host.master();
        if (!host.available() || isHeard(master)) {
            return;
        }
        keep(null, () -> {});
        try {
            keep(master, master.watch(event -> listener.event(host, event)));
        } catch (RuntimeException e) {
            log.info("host={} its events are not heard: {}", host.name(), e.getMessage());
        }
    }

    private synchronized boolean isHeard(DockerMaster master) {
        return closed || heard == master;
    }

    /** Never closes a stream under the lock, which the timer needs. */
    private void keep(@Nullable DockerMaster master, EventStream stream) {
        EventStream over;
        synchronized (this) {
            over = closed ? stream : events;
            if (!closed) {
                heard = master;
                events = stream;
            }
        }
        over.close();
    }

    @Override
    public void close() {
        schedule.cancel(false);
        EventStream over;
        synchronized (this) {
            closed = true;
            over = events;
        }
        over.close();
    }
}
