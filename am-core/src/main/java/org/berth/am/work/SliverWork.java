// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.berth.am.audit.Audit;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostListener;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.store.Store;
import org.berth.dockermaster.HostEvent;

/** All that goes on behind the calls: workers, execute commands, ended leases, and the reconcile passes. */
public final class SliverWork implements AutoCloseable {
    private final Hosts hosts;
    private final WorkDispatcher workers;
    private final CommandRunner commands;
    private final ReconcileScheduler passes;
    private final ClockWatch watch;
    private final EndpointAudit endpoints;

    /** @param audit where ended leases, and who had which port, are kept */
    public SliverWork(Store store, Hosts hosts, SlicePolicy policy, Clock clock, Audit audit) {
        this.hosts = hosts;
        HostSteps steps = new HostSteps(store, policy, clock, amLabel(store, policy));
        commands = new CommandRunner(store, hosts, clock);
        watch = new ClockWatch(store, clock, System::nanoTime);
        workers = new WorkDispatcher(
                store,
                hosts,
                new Worker(store, hosts, steps, commands, clock),
                new LeaseEnds(store, clock, audit),
                watch,
                clock);
        endpoints = new EndpointAudit(store, audit);
        passes = new ReconcileScheduler(hosts, new Reconciler(store, commands, watch, clock), workers::wake);
    }

    /** Label {@code org.berth.am}: the AM's URN, a blank, and the store's random id. */
    public static String amLabel(Store store, SlicePolicy policy) {
        String id = store.write(tables ->
                tables.meta().getOrAdd("store_id", () -> UUID.randomUUID().toString()));
        return policy.aggregate() + " " + id;
    }

    /** Starts the background work; the first reconcile passes begin soon. */
    public void start() {
        hosts.addListener(new HostEventHandler());
        workers.start();
        passes.start();
        endpoints.start();
    }

    /** Looks for due work now; returns at once. */
    public void wake() {
        workers.wake();
    }

    /** A sentence for the admin while leases do not end, since the clock jumped; empty while they do. */
    public Optional<String> clockDoubt() {
        return watch.doubt();
    }

    /** Hears what becomes of hosts. */
    private final class HostEventHandler implements HostListener {
        @Override
        public void returned(Host host) {
            workers.returned(host);
            passes.soon(host);
        }

        @Override
        public void event(Host host, HostEvent event) {
            passes.event(host, event);
        }

        @Override
        public void removed(Host host) {
            passes.removed(host);
        }
    }

    @Override
    public void close() {
        passes.close();
        workers.close();
        commands.close();
        endpoints.close();
    }
}
