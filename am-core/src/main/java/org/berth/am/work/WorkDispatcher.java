// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.sliver.Lane;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.store.WorkTable.DueRow;
import org.berth.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands pending work to threads: all hosts side by side, each with {@link Lane lanes} of its own; in a lane a sliver's work one at
 * a time, and at most {@value #PER_SLICE} slivers of one slice at once. A sliver may be in hand of two lanes: what stops or removes
 * it goes past what waits for its programs, which then finds that its step is wanted no more. The work of a host that is away is
 * not looked at.
 */
public final class WorkDispatcher implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WorkDispatcher.class);
    /**
     * The number of threads for one slice, so that a slice whose containers do not come up, however many, leaves a
     * thread to the others.
     */
    static final int PER_SLICE = 4;
    /**
     * The factor by which more rows are read than can be worked on: each read brings something new while there is any.
     */
    private static final int LOOK_AHEAD = 2;

    private static final List<String> LANES =
            Arrays.stream(Lane.values()).map(Lane::name).toList();
    private static final long TICK_MILLIS = 1_000;
    /** Between two tries to write to a store that could not be written to. */
    private static final int STORE_REST_TICKS = 10;

    private final Store store;
    private final Hosts hosts;
    private final Worker worker;
    private final LeaseEnds leaseEnds;
    private final ClockWatch watch;
    private final Clock clock;
    /** The slivers that a thread has, and the slice of each. Only the dispatcher adds. */
    private final Map<Share, Map<String, String>> inHand = new ConcurrentHashMap<>();

    private record Share(String host, Lane lane) {}

    /**
     * Above 0 while the store cannot be written: then no work is handed out, since a step whose end cannot be kept would be
     * taken again and again.
     */
    private final AtomicInteger resting = new AtomicInteger();

    private final AtomicBoolean woken = new AtomicBoolean();
    private final ExecutorService threads;
    private final ScheduledExecutorService dispatcher =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("dispatcher"));

    private Instant lastTick = Instant.MIN;

    WorkDispatcher(Store store, Hosts hosts, Worker worker, LeaseEnds leaseEnds, ClockWatch watch, Clock clock) {
        this(
                store,
                hosts,
                worker,
                leaseEnds,
                watch,
                clock,
                Executors.newCachedThreadPool(DaemonThreads.named("worker")));
    }

    /** @param threads for the work; shut down when this is closed */
    WorkDispatcher(
            Store store,
            Hosts hosts,
            Worker worker,
            LeaseEnds leaseEnds,
            ClockWatch watch,
            Clock clock,
            ExecutorService threads) {
        this.threads = threads;
        this.store = store;
        this.hosts = hosts;
        this.worker = worker;
        this.leaseEnds = leaseEnds;
        this.watch = watch;
        this.clock = clock;
    }

    /** Starts to look for due work and ended leases every second. */
    public void start() {
        ScheduledFuture<?> unused =
                dispatcher.scheduleWithFixedDelay(() -> guarded(this::tick), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks for due work now; called often meanwhile, it looks once. */
    public void wake() {
        if (woken.compareAndSet(false, true)) {
            soon(() -> {
                woken.set(false);
                dispatch();
            });
        }
    }

    /** A host is back: what waited for it waits no longer. */
    void returned(Host host) {
        soon(() -> {
            store.write(tables -> {
                tables.work().makeDue(host.name(), clock.instant());
                return true;
            });
            dispatch(host.name());
        });
    }

    private void soon(Runnable look) {
        try {
            dispatcher.execute(() -> guarded(look));
        } catch (RejectedExecutionException closing) {
            log.debug("closing: no more work is handed out");
        }
    }

    private void guarded(Runnable look) {
        try {
            look.run();
        } catch (StoreException e) {
            resting.set(STORE_REST_TICKS);
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            if (!dispatcher.isShutdown()) {
                log.error("looking for work failed; next try in a second", e);
            }
        }
    }

    private void tick() {
        if (resting.get() > 0) {
            if (resting.decrementAndGet() > 0) {
                return;
            }
            // Fails like the work would, but costs nobody a container.
            store.write(tables -> {
                tables.meta().put("written", clock.instant().toString());
                return true;
            });
        }
        watch.look();
        while (watch.doubt().isEmpty() && leaseEnds.expire()) {
            dispatch();
            watch.look();
        }
        countAgainAfterStepBack();
        dispatch();
    }

    /** By a clock that was ahead and was set right, work that waits would wait for as long as it was ahead. */
    private void countAgainAfterStepBack() {
        Instant now = clock.instant();
        if (now.isBefore(lastTick)) {
            store.write(tables -> {
                tables.work().makeDue(now);
                return true;
            });
        }
        lastTick = now;
    }

    private void dispatch() {
        store.read(tables -> tables.work().hostsDue(LANES, clock.instant())).forEach(this::dispatch);
    }

    private void dispatch(String host) {
        if (resting.get() > 0 || hosts.named(host).filter(Host::reached).isEmpty()) {
            return;
        }
        for (Lane lane : Lane.values()) {
            dispatch(new Share(host, lane));
        }
    }

    private void dispatch(Share share) {
        int most = share.lane().perHost();
        Map<String, String> here = inHand.computeIfAbsent(share, name -> new ConcurrentHashMap<>());
        boolean found = true;
        while (found && here.size() < most) {
            Set<String> busy = here.values().stream()
                    .filter(slice -> Collections.frequency(here.values(), slice) >= PER_SLICE)
                    .collect(Collectors.toSet());
            List<DueRow> due = store.read(tables ->
                    tables.work().due(share.host(), share.lane().name(), clock.instant(), LOOK_AHEAD * most, busy));
            found = false;
            for (DueRow row : due) {
                found |= hand(share, here, row);
            }
        }
    }

    /**
     * Hands work to a thread, and returns whether it did. Work that is left out is still due, and considered again when
     * one of its host is done.
     */
    private boolean hand(Share share, Map<String, String> here, DueRow due) {
        if (here.size() >= share.lane().perHost()
                || here.containsKey(due.sliverId())
                || Collections.frequency(here.values(), due.sliceKey()) >= PER_SLICE) {
            return false;
        }
        here.put(due.sliverId(), due.sliceKey());
        try {
            threads.execute(() -> advance(share, here, due));
            return true;
        } catch (Throwable e) { // No thread is to be had: an Error. The next look finds it due still.
            here.remove(due.sliverId());
            throw e;
        }
    }

    private void advance(Share share, Map<String, String> here, DueRow due) {
        try {
            worker.advance(due.sliverId(), share.lane());
        } catch (StoreException e) {
            resting.set(STORE_REST_TICKS);
            here.remove(due.sliverId());
            return;
        } catch (Throwable e) {
            log.error("sliver={} work failed; it stays pending", due.sliverId(), e);
            here.remove(due.sliverId());
            return;
        }
        here.remove(due.sliverId());
        // More may have come in while it was in hand.
        soon(() -> dispatch(share.host()));
    }

    @Override
    public void close() {
        dispatcher.shutdownNow();
        Closing.await(dispatcher);
        threads.shutdownNow();
        Closing.await(threads);
    }
}
