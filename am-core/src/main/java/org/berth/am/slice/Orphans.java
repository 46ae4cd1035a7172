package org.berth.am.slice;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.FoundSliver;
import org.berth.rspec.Urn;

/**
 * Containers with Berth's labels that the store does not know: after a lost database, or of another AM on the same engine.
 * They are touched only when an admin says so.
 */
public final class Orphans {
    private final Store store;
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final Clock clock;

    public Orphans(Store store, Hosts hosts, SlicePolicy policy, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.policy = policy;
        this.clock = clock;
    }

    /**
     * An unknown container.
     *
     * @param host where it is
     * @param container what its labels say
     */
    public record Orphan(String host, FoundSliver container) {}

    /** All orphans of the hosts that answer. */
    public List<Orphan> list() {
        List<Orphan> orphans = new ArrayList<>();
        for (Host host : hosts.all()) {
            if (!host.available()) {
                continue;
            }
            try {
                host.master().list().stream()
                        .filter(container -> store.read(
                                        tables -> tables.slivers().byId(Reconciler.idOf(container.sliver())))
                                .isEmpty())
                        .forEach(container -> orphans.add(new Orphan(host.name(), container)));
            } catch (DockerMasterException e) {
                if (e.kind() != DockerMasterException.Kind.UNREACHABLE) {
                    throw e;
                }
            }
        }
        return orphans;
    }

    /**
     * Takes an orphan back as a provisioned sliver of its slice.
     *
     * @param sliver its URN
     * @param lease from now; at most the longest this AM gives
     * @throws AmException 12 if there is no such orphan; 1 if it cannot be one of ours
     */
    public SliverStatus adopt(Urn sliver, Duration lease) {
        Orphan orphan = find(sliver);
        Instant now = clock.instant();
        if (!sliver.authority().equalsIgnoreCase(policy.aggregate().authority())) {
            throw new AmException(
                    GeniCode.BADARGS, sliver + " belongs to another aggregate than " + policy.aggregate());
        }
        if (policy.type(orphan.container().type()).isEmpty()) {
            throw new AmException(
                    GeniCode.BADARGS,
                    "sliver type " + orphan.container().type() + " of " + sliver
                            + " is not configured here; add a section for it first");
        }
        Duration granted = lease.compareTo(policy.maxLease()) > 0 ? policy.maxLease() : lease;
        return store.write(tables -> adopt(tables, orphan, now.plus(granted), now))
                .status();
    }

    private Sliver adopt(Tables tables, Orphan orphan, Instant expires, Instant now) {
        FoundSliver container = orphan.container();
        Urn slice = Urn.parse(container.slice());
        ContainerType type = policy.type(container.type()).orElseThrow();
        tables.slivers()
                .holderOfPort(orphan.host(), container.endpoint().sshPort())
                .ifPresent(holder -> {
                    throw new AmException(
                            GeniCode.UNAVAILABLE,
                            "port " + container.endpoint().sshPort() + " of " + container.sliver() + " is promised to "
                                    + holder.place().urn() + "; delete that one first");
                });
        tables.slices().add(slice.key(), slice.toString());
        int number = tables.slices().addRequest(slice.key(), AdoptedRequest.of(policy.aggregate(), container));
        boolean runs = container.power() == FoundSliver.Power.RUNNING;
        SliverRow row = new SliverRow(
                new SliverRow.Place(
                        Reconciler.idOf(container.sliver()),
                        container.sliver(),
                        slice.key(),
                        number,
                        0,
                        container.node(),
                        container.type(),
                        container.image(),
                        orphan.host(),
                        container.endpoint().sshPort(),
                        container.endpoint().mac(),
                        container.endpoint().ipv6(),
                        Needs.memoryBytes(type),
                        Needs.millicpus(type)),
                new SliverRow.Lease(AllocationState.PROVISIONED.name(), expires, Optional.empty()),
                new SliverRow.Wish(
                        (runs ? Wanted.RUNNING : Wanted.STOPPED).name(),
                        (runs ? OperationalState.READY : OperationalState.NOTREADY).name(),
                        "",
                        container.generation(),
                        0,
                        0),
                new SliverRow.Done(container.generation(), 0, 0, 0, true, true),
                now,
                0);
        tables.hosts().take(row.place());
        tables.slivers().insert(row);
        tables.accounts()
                .replace(
                        row.place().id(),
                        container.accounts().stream()
                                .map(account -> new AccountRow("", account.login(), account.keys()))
                                .toList());
        return new Sliver(row);
    }

    /** Removes an orphan for good, with its container and its disk. */
    public void remove(Urn sliver) {
        Orphan orphan = find(sliver);
        hosts.named(orphan.host())
                .orElseThrow()
                .master()
                .delete(orphan.container().sliver());
    }

    private Orphan find(Urn sliver) {
        return list().stream()
                .filter(orphan -> orphan.container().sliver().equalsIgnoreCase(sliver.toString()))
                .findFirst()
                .orElseThrow(() -> new AmException(
                        GeniCode.SEARCHFAILED, "no orphan " + sliver + " on any host that answers; see orphans list"));
    }
}
