// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.berth.am.hosts.Host;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.Conditions;
import org.berth.am.sliver.DesiredState;
import org.berth.am.sliver.DiskPressure;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.OutOfMemory;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverEvent;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.StoreException;
import org.berth.am.store.Tables;
import org.berth.base.RateLimitedLog;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.FoundSliver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares wanted with found on a host, and turns each difference into an event or into work.
 *
 * <p>It judges only slivers that were settled before the host was asked and have not changed since: what a worker has in
 * hand is the worker's. It removes only what the store records as deleted; what the store does not know it leaves alone.
 */
public final class Reconciler {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(90);
    /** Some 30 MiB. */
    private static final int MOST_TOMBSTONES = 100_000;

    private final Store store;
    private final CommandRunner commands;
    private final ClockWatch watch;
    private final Clock clock;
    private final RateLimitedLog lines;

    public Reconciler(Store store, CommandRunner commands, ClockWatch watch, Clock clock) {
        this.store = store;
        this.commands = commands;
        this.watch = watch;
        this.clock = clock;
        this.lines = new RateLimitedLog(clock);
    }

    /**
     * One pass over a host; one that does not answer is left as it is.
     *
     * @param outOfMemory slivers' URNs, and when each had more memory than it may
     */
    public void pass(Host host, Map<String, Instant> outOfMemory) {
        try {
            outOfMemory.forEach((sliver, at) -> noteOutOfMemory(host, sliver, at));
            compare(host);
            host.reconciled();
        } catch (DockerMasterException e) {
            failed(host, String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            log.debug("host={} is not compared; the store has said why", host.name(), e);
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                log.error("host={} compare failed", host.name(), e);
                failed(host, "internal error; the log says more");
            }
        }
    }

    /**
     * Logs a failed reconciliation. A host that is not compared is not put right either: a container that died stays
     * ready.
     */
    private void failed(Host host, String reason) {
        if (Thread.currentThread().isInterrupted() || !host.reconciliationFailed(reason)) {
            return;
        }
        lines.write(
                () -> log.warn("host={} reconciliation failed reason=\"{}\"", host.name(), reason),
                () -> log.warn("more reconciliations failed; not told before the next minute"));
    }

    /** Removes the records of slivers that were deleted long ago. */
    void forgetOldTombstones() {
        if (watch.doubt().isPresent()) {
            return;
        }
        try {
            store.write(
                    tables -> tables.slivers().forgetDeleted(clock.instant().minus(TOMBSTONES_KEPT), MOST_TOMBSTONES));
        } catch (StoreException e) {
            log.debug("old records were not removed; the store has said why", e);
        } catch (RuntimeException e) {
            log.error("old records were not removed; next try with the next pass", e);
        }
    }

    private void noteOutOfMemory(Host host, String urn, Instant at) {
        boolean noted = store.write(tables -> tables.slivers()
                .byId(idOf(urn))
                .filter(row ->
                        row.place().urn().equals(urn) && row.place().host().equals(host.name()))
                .map(Sliver::new)
                .filter(sliver -> sliver.allocation() == AllocationState.PROVISIONED && !sliver.isLostWithHost())
                .map(sliver -> sliver.with(
                        Condition.OUT_OF_MEMORY, OutOfMemory.text(sliver.row().place(), at), at))
                .map(sliver -> SliverWrites.store(tables, sliver, clock.instant()))
                .isPresent());
        if (noted) {
            log.warn("sliver={} out of memory", urn);
        }
    }

    /**
     * The stored slivers of a host.
     *
     * @param urns all slivers that the host may hold something of
     * @param settled those of them that nobody works at
     */
    private record Known(Set<String> urns, List<Sliver> settled) {
        static Known of(Tables tables, Host host) {
            List<SliverRow> rows = tables.slivers().onHost(host.name());
            Set<String> inWork = tables.work().ofHost(host.name());
            return new Known(
                    rows.stream().map(row -> row.place().urn()).collect(Collectors.toSet()),
                    rows.stream()
                            .map(Sliver::new)
                            .filter(sliver ->
                                    sliver.allocation() == AllocationState.PROVISIONED && !inWork.contains(sliver.id()))
                            .toList());
        }
    }

    private void compare(Host host) {
        // Read before the host is asked: whatever changes in between is younger than the answer and not judged by it.
        Known known = store.read(tables -> Known.of(tables, host));
        Map<String, FoundSliver> found = new HashMap<>();
        host.master().list().forEach(container -> found.merge(container.sliver(), container, Reconciler::newer));
        known.settled()
                .forEach(sliver -> judge(
                        sliver,
                        Optional.ofNullable(found.get(sliver.row().place().urn()))));
        found.values().stream()
                .filter(container -> !known.urns().contains(container.sliver()))
                .forEach(container -> removeIfDeleted(host, container));
        known.settled().stream()
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
        if (found.isPresent() && settled.isBehind(found.get())) {
            log.warn(
                    "sliver={} its container is ahead of the store, restored from a backup perhaps; counting on from there",
                    settled.urn());
            change(settled, sliver -> Optional.of(new Sliver.Change(sliver.caughtUp(found.get()), Set.of())));
            return; // What else is different the next pass finds.
        }
        Optional<SliverEvent> event = difference(settled, found);
        Optional<String> disk = found.flatMap(FoundSliver::disk).map(DiskPressure::text);
        if (event.isEmpty()) {
            noteDisk(settled, disk);
            return;
        }
        Conditions observed = withDisk(observed(event.get(), settled, found), disk);
        boolean acted = change(
                settled,
                sliver -> sliver.on(event.get())
                        .map(change -> new Sliver.Change(change.sliver().with(observed), change.effects())));
        if (acted) {
            log.warn(
                    "sliver={} event={} reason=\"{}\"",
                    settled.urn(),
                    event.get(),
                    observed.text(Condition.CONTAINER_GONE)
                            .or(() -> observed.text(Condition.CONTAINER_STOPPED))
                            .orElse(""));
        }
    }

    private void noteDisk(Sliver settled, Optional<String> disk) {
        if (!settled.conditions().text(Condition.DISK_PRESSURE).equals(disk)) {
            Conditions noted = withDisk(settled.conditions(), disk);
            change(settled, sliver -> Optional.of(new Sliver.Change(sliver.with(noted), Set.of())));
        }
    }

    private Conditions withDisk(Conditions conditions, Optional<String> disk) {
        return disk.map(text -> conditions.with(Condition.DISK_PRESSURE, text, clock.instant()))
                .orElseGet(() -> conditions.without(condition -> condition == Condition.DISK_PRESSURE));
    }

    /** Changes a settled sliver, unless it has changed since it was read. */
    private boolean change(Sliver settled, Function<Sliver, Optional<Sliver.Change>> change) {
        Instant now = clock.instant();
        return store.write(tables -> tables.slivers()
                .byId(settled.id())
                .filter(row -> row.revision() == settled.row().revision())
                .map(Sliver::new)
                .filter(sliver -> isSettled(tables, sliver))
                .flatMap(change)
                .map(changed -> SliverWrites.store(tables, changed, now))
                .isPresent());
    }

    private static Optional<SliverEvent> difference(Sliver sliver, Optional<FoundSliver> found) {
        if (sliver.operational() == OperationalState.FAILED) {
            return recovery(sliver, found);
        }
        if (sliver.row().done().generation() == 0) {
            return Optional.empty();
        }
        if (found.isEmpty()) {
            return Optional.of(SliverEvent.FOUND_GONE);
        }
        FoundSliver.Power power = found.get().power();
        if (sliver.wanted() == DesiredState.RUNNING && power != FoundSliver.Power.RUNNING) {
            boolean full = found.get()
                    .disk()
                    .filter(disk -> disk.level() == DiskCondition.Level.STOPPED)
                    .isPresent();
            return Optional.of(full ? SliverEvent.FOUND_FULL : SliverEvent.FOUND_STOPPED);
        }
        boolean runs = power == FoundSliver.Power.RUNNING || power == FoundSliver.Power.PAUSED;
        return sliver.wanted() == DesiredState.STOPPED && runs
                ? Optional.of(SliverEvent.FOUND_RUNNING)
                : Optional.empty();
    }

    /**
     * Returns the event of a failed sliver that runs again, for whatever reason it failed; empty if it does not, or its
     * disk was lost.
     */
    private static Optional<SliverEvent> recovery(Sliver sliver, Optional<FoundSliver> found) {
        int generation = sliver.row().wish().generation();
        return found.filter(container -> sliver.wanted() == DesiredState.RUNNING
                        && container.power() == FoundSliver.Power.RUNNING
                        && container.generation() == generation
                        && sliver.row().done().generation() == generation)
                .map(container -> SliverEvent.FOUND_RUNNING);
    }

    /** The conditions of a sliver after an event. */
    private Conditions observed(SliverEvent event, Sliver sliver, Optional<FoundSliver> found) {
        String host = sliver.row().place().host();
        Instant now = clock.instant();
        return switch (event) {
            case FOUND_GONE ->
                sliver.conditions()
                        .with(
                                Condition.CONTAINER_GONE,
                                "its container is gone from host " + host
                                        + ", removed by something else than this aggregate; geni_reload makes a new one",
                                now);
            case FOUND_STOPPED -> {
                String detail = found.map(FoundSliver::detail).orElse("");
                boolean paused = found.filter(container -> container.power() == FoundSliver.Power.PAUSED)
                        .isPresent();
                String text = paused
                        ? "its container is paused on host " + host + " (" + detail
                                + "), by something else than this aggregate; it is ready again when that is undone"
                        : "its container was found stopped on host " + host + " (" + detail
                                + "); it is being started again";
                yield sliver.conditions().with(Condition.CONTAINER_STOPPED, text, now);
            }
            default -> sliver.conditions();
        };
    }

    /** A container of a deleted sliver whose removal was confirmed once has come back, from a backup say: remove it again. */
    private void removeIfDeleted(Host host, FoundSliver container) {
        boolean deleted = store.read(tables -> tables.slivers().byId(idOf(container.sliver())))
                .filter(row -> row.place().urn().equals(container.sliver())
                        && new Sliver(row).allocation() == AllocationState.UNALLOCATED
                        && !row.done().holdsSlot())
                .isPresent();
        if (deleted) {
            log.warn(
                    "host={} sliver={} was deleted and its container found again; removing it",
                    host.name(),
                    container.sliver());
            host.master().delete(container.sliver());
        }
    }

    /** The id of the sliver of a URN. */
    public static String idOf(String urn) {
        return urn.substring(urn.lastIndexOf('+') + 1);
    }
}
