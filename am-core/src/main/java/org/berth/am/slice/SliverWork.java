package org.berth.am.slice;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that goes on behind the calls: workers, execute commands, ended leases, and the reconcile pass. */
public final class SliverWork implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SliverWork.class);
    private static final int SECONDS_BETWEEN_PASSES = 20;

    private final Workers workers;
    private final CommandRunner commands;
    private final Reconciler reconciler;
    private final ScheduledExecutorService passes = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reconcile");
        thread.setDaemon(true);
        return thread;
    });

    public SliverWork(Store store, Hosts hosts, SlicePolicy policy, Clock clock) {
        HostSteps steps = new HostSteps(store, policy, clock, amLabel(store, policy));
        commands = new CommandRunner(store, hosts, clock);
        workers = new Workers(
                store, new Worker(store, hosts, steps, commands, clock), new Leases(store, policy, clock), clock);
        reconciler = new Reconciler(store, hosts, commands, clock);
    }

    /** Label {@code org.berth.am}: the AM's URN, a blank, and the store's random id. */
    static String amLabel(Store store, SlicePolicy policy) {
        String id = store.write(tables ->
                tables.meta().getOrAdd("store_id", () -> UUID.randomUUID().toString()));
        return policy.aggregate() + " " + id;
    }

    /** Starts the background work; the first reconcile pass begins at once. */
    public void start() {
        workers.start();
        ScheduledFuture<?> unused =
                passes.scheduleWithFixedDelay(this::pass, 0, SECONDS_BETWEEN_PASSES, TimeUnit.SECONDS);
    }

    /** Looks for due work now; returns at once. */
    public void wake() {
        workers.wake();
    }

    private void pass() {
        try {
            reconciler.pass();
            workers.wake();
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.error("reconcile pass failed; next one in {} s", SECONDS_BETWEEN_PASSES, e);
        }
    }

    @Override
    public void close() {
        passes.shutdownNow();
        Closing.await(passes);
        workers.close();
        commands.close();
    }
}
