package org.berth.am.slice;

import java.time.Clock;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.berth.am.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands pending work to threads: per sliver one at a time, several hosts side by side, at most {@value #PER_HOST} slivers of
 * one host at once, and at most {@value #PER_SLICE} of one slice.
 */
final class Workers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final int PER_HOST = 4;
    /** So that a slice whose containers do not come up, however many, leaves a thread to the others. */
    private static final int PER_SLICE = 3;

    private static final int LOOK_AHEAD = 1_000;
    private static final long TICK_MILLIS = 1_000;

    private final Store store;
    private final Worker worker;
    private final Leases leases;
    private final Clock clock;
    /** Slivers that a thread has or will have, and the slice of each. */
    private final Map<String, String> inHand = new ConcurrentHashMap<>();

    private final Map<String, ExecutorService> perHost = new ConcurrentHashMap<>();
    private final ScheduledExecutorService dispatcher = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "dispatcher");
        thread.setDaemon(true);
        return thread;
    });

    Workers(Store store, Worker worker, Leases leases, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.leases = leases;
        this.clock = clock;
    }

    /** Starts to look for due work and ended leases every second. */
    void start() {
        ScheduledFuture<?> unused =
                dispatcher.scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Looks for due work now. */
    void wake() {
        if (!dispatcher.isShutdown()) {
            dispatcher.execute(this::dispatch);
        }
    }

    private void tick() {
        try {
            while (leases.expire()) {
                dispatch();
            }
            dispatch();
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.error("looking for work failed; next try in a second", e);
        }
    }

    private record Due(String id, String host, String slice) {}

    private void dispatch() {
        store.read(tables -> tables.work().due(clock.instant(), LOOK_AHEAD).stream()
                        .filter(id -> !inHand.containsKey(id))
                        .flatMap(id -> tables.slivers().byId(id).stream())
                        .map(row -> new Due(
                                row.place().id(),
                                row.place().host(),
                                row.place().sliceKey()))
                        .toList())
                .forEach(this::hand);
    }

    private void hand(Due due) {
        // What is left out is due still, and looked at again when one of its slice is done.
        if (Collections.frequency(inHand.values(), due.slice()) >= PER_SLICE
                || inHand.putIfAbsent(due.id(), due.slice()) != null) {
            return;
        }
        perHost.computeIfAbsent(due.host(), Workers::threads).execute(() -> {
            try {
                worker.advance(due.id());
            } catch (Throwable e) {
                log.error("sliver={} work failed; it stays pending", due.id(), e);
                inHand.remove(due.id());
                return;
            }
            inHand.remove(due.id());
            // More may have come in while it was in hand.
            wake();
        });
    }

    private static ExecutorService threads(String host) {
        return Executors.newFixedThreadPool(PER_HOST, task -> {
            Thread thread = new Thread(task, "worker-" + host);
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public void close() {
        dispatcher.shutdownNow();
        perHost.values().forEach(ExecutorService::shutdownNow);
        perHost.values().forEach(Closing::await);
    }
}
