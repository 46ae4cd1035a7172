package org.berth.am.slice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.FoundSliver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares wanted with found, host by host, and turns each difference into an event or into work.
 *
 * <p>It judges only slivers that were settled before the host was asked and have not changed since: what a worker has in
 * hand is the worker's. It removes only what the store records as deleted; what the store does not know it leaves alone.
 */
final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(90);

    private final Store store;
    private final Hosts hosts;
    private final CommandRunner commands;
    private final Clock clock;

    Reconciler(Store store, Hosts hosts, CommandRunner commands, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.commands = commands;
        this.clock = clock;
    }

    /** One pass over all hosts; one that does not answer is passed over. */
    void pass() {
        for (Host host : hosts.all()) {
            try {
                pass(host);
            } catch (DockerMasterException e) {
                log.debug("host={} not compared: {}", host.name(), e.getMessage());
            } catch (RuntimeException e) {
                log.error("host={} compare failed", host.name(), e);
            }
        }
        store.write(
                tables -> tables.slivers().forgetDeletedBefore(clock.instant().minus(TOMBSTONES_KEPT)));
    }

    private void pass(Host host) {
        // Read before the host is asked: whatever changes in between is younger than the answer and not judged by it.
        List<Sliver> settled = store.read(tables -> tables.slivers().onHost(host.name()).stream()
                .map(Sliver::new)
                .filter(sliver -> isSettled(tables, sliver))
                .toList());
        Map<String, FoundSliver> found = new HashMap<>();
        host.master().list().forEach(container -> found.merge(container.sliver(), container, Reconciler::newer));
        settled.forEach(sliver ->
                judge(sliver, Optional.ofNullable(found.get(sliver.row().place().urn()))));
        found.values().forEach(this::removeIfDeleted);
        settled.stream()
                .filter(sliver -> sliver.operational() == OperationalState.READY_BUSY)
                .forEach(sliver -> commands.run(sliver.id()));
    }

    private static boolean isSettled(Tables tables, Sliver sliver) {
        return sliver.allocation() == AllocationState.PROVISIONED
                && tables.work().attempts(sliver.id()).isEmpty();
    }

    private static FoundSliver newer(FoundSliver one, FoundSliver other) {
        return one.generation() >= other.generation() ? one : other;
    }

    private void judge(Sliver settled, Optional<FoundSliver> found) {
        Optional<SliverEvent> event = difference(settled, found);
        if (event.isEmpty()) {
            return;
        }
        String reason = reason(event.get(), settled, found);
        Instant now = clock.instant();
        boolean acted = store.write(tables -> tables.slivers()
                .byId(settled.id())
                .filter(row -> row.revision() == settled.row().revision())
                .map(Sliver::new)
                .filter(sliver -> isSettled(tables, sliver))
                .flatMap(sliver -> sliver.on(event.get()))
                .map(change -> SliverWrites.store(tables, change.withError(reason), now))
                .isPresent());
        if (acted) {
            log.warn("sliver={} event={} reason=\"{}\"", settled.urn(), event.get(), reason);
        }
    }

    private static Optional<SliverEvent> difference(Sliver sliver, Optional<FoundSliver> found) {
        boolean made = sliver.row().done().generation() > 0;
        if (!made || sliver.operational() == OperationalState.FAILED) {
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return Optional.of(SliverEvent.FOUND_GONE);
        }
        boolean runs = found.get().power() == FoundSliver.Power.RUNNING;
        if (sliver.wanted() == Wanted.RUNNING && !runs) {
            return Optional.of(SliverEvent.FOUND_STOPPED);
        }
        return sliver.wanted() == Wanted.STOPPED && runs ? Optional.of(SliverEvent.FOUND_RUNNING) : Optional.empty();
    }

    private static String reason(SliverEvent event, Sliver sliver, Optional<FoundSliver> found) {
        String host = sliver.row().place().host();
        return switch (event) {
            case FOUND_GONE ->
                "its container is gone from host " + host
                        + ", removed by something else than this aggregate; geni_reload makes a new one";
            case FOUND_STOPPED ->
                "its container was found stopped on host " + host + " ("
                        + found.map(FoundSliver::detail).orElse("") + "); it is being started again";
            default -> sliver.row().wish().error();
        };
    }

    /** A container of a deleted sliver whose removal was confirmed once has come back, from a backup say: remove it again. */
    private void removeIfDeleted(FoundSliver container) {
        String id = idOf(container);
        Optional<SliverRow> tombstone = store.read(tables -> tables.slivers().byId(id))
                .filter(row -> new Sliver(row).allocation() == AllocationState.UNALLOCATED
                        && !row.done().holdsSlot());
        tombstone.flatMap(row -> hosts.named(row.place().host())).ifPresent(host -> {
            log.warn("sliver={} was deleted and its container found again; removing it", container.sliver());
            host.master().delete(container.sliver());
        });
    }

    static String idOf(FoundSliver container) {
        return container.sliver().substring(container.sliver().lastIndexOf('+') + 1);
    }
}
