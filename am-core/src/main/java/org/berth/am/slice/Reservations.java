// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerDemand;
import org.berth.am.placement.HostChoice;
import org.berth.am.placement.Quotas;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.DesiredState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.store.ExecuteTable.ExecuteRow;
import org.berth.am.store.InstallTable.InstallRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.am.work.LeaseEnds;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.net.MacAddresses;
import org.berth.rspec.Urn;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;

/** AM API v3, Allocate: slots, ports and addresses are taken in one transaction, so callers side by side share nothing twice. */
final class Reservations {
    private final Store store;
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final RequestCheck check;
    private final Views views;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Reservations(Store store, Hosts hosts, SlicePolicy policy, Views views, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.policy = policy;
        this.check = new RequestCheck(policy, hosts);
        this.views = views;
        this.clock = clock;
    }

    Described allocate(Target target, Requester requester, String text, Optional<Instant> end) {
        Instant now = clock.instant();
        Request request = read(target.slice(), text, requester.until(), end, now);
        return store.write(tables ->
                        views.snapshot(tables, target.slice(), reserve(tables, target, requester.user(), request, now)))
                .described();
    }

    /** Reads and checks a request, which takes its time: before the transaction that {@link #reserve} is a part of. */
    Request read(Urn slice, String text, Instant until, Optional<Instant> end, Instant now) {
        // What cannot be stored is not worth the time that parsing it takes.
        store.read(tables -> SliceBounds.requireRoomFor(tables, slice, RequestSize.of(text.strip())));
        RequestRspec rspec = RequestCheck.parse(text, policy.aggregate());
        List<ContainerDemand> nodes = check.ownNodes(rspec);
        Optional<Instant> asked = end.filter(now::isBefore);
        return new Request(
                rspec.xml(),
                RequestSize.of(rspec.xml()),
                nodes,
                new SliverRow.Lease(AllocationState.ALLOCATED.name(), policy.allocatedEnd(now, until, asked), asked));
    }

    /**
     * Takes what a request needs, and binds the slice to the target's trust anchor if it is bound to none.
     *
     * @param user for whom; empty if that is not known
     * @return the slivers, in its order
     */
    List<Sliver> reserve(Tables tables, Target target, Optional<Urn> user, Request request, Instant now) {
        Urn slice = target.slice();
        Selection.requireAnchor(tables, target);
        Selection.requireNotShutDown(tables, slice);
        requireNoneExpired(tables, slice, now);
        requireNewNames(tables, slice, request.nodes());
        SliceBounds.requireRoomFor(tables, slice, request.size());
        policy.quotas().require(tables, hosts, slice, user, request.nodes().size());
        tables.slices().add(slice.key(), slice.toString());
        target.anchor().ifPresent(anchor -> tables.slices().bind(slice.key(), anchor));
        int number = tables.slices()
                .addRequest(slice.key(), request.xml(), request.size().parts());
        Map<String, Host> chosen = new HostChoice(hosts, policy, tables.hosts()::taken).take(request.nodes());
        List<Sliver> slivers = new ArrayList<>();
        for (int position = 0; position < request.nodes().size(); position++) {
            ContainerDemand demand = request.nodes().get(position);
            Host host = Objects.requireNonNull(chosen.get(demand.clientId()));
            SliverRow.Place place = place(tables, slice, number, position, demand, host, now);
            slivers.add(reserve(tables, place, request.lease(), demand.node(), now));
            tables.slivers()
                    .setOwner(
                            place.id(),
                            user.map(Urn::key).orElse(""),
                            Quotas.projectOf(slice).orElse(""));
            tables.endpoints().assigned(place.id(), now);
        }
        return slivers;
    }

    /**
     * A request as it was read.
     *
     * @param nodes what it wants of this AM
     * @param lease what each sliver gets
     */
    record Request(String xml, RequestSize size, List<ContainerDemand> nodes, SliverRow.Lease lease) {}

    /**
     * Refuses a slice with a sliver that has expired. Only {@link LeaseEnds} removes it, within a second: no call
     * removes anything on the word of a clock that may have jumped. Until then it has its name and place.
     */
    private static void requireNoneExpired(Tables tables, Urn slice, Instant now) {
        tables.slivers().liveOfSlice(slice.key()).stream()
                .map(Sliver::new)
                .filter(sliver -> !sliver.liveAt(now))
                .findFirst()
                .ifPresent(sliver -> {
                    throw new AmException(
                            GeniCode.UNAVAILABLE,
                            "the lease of sliver " + sliver.urn() + " of this slice ended at "
                                    + sliver.row().lease().expires()
                                    + " and it is still being cleared away; try again in a few seconds");
                });
    }

    private static void requireNewNames(Tables tables, Urn slice, List<ContainerDemand> nodes) {
        Set<String> taken = new HashSet<>();
        tables.slivers()
                .liveOfSlice(slice.key())
                .forEach(row -> taken.add(row.place().clientId()));
        for (ContainerDemand demand : nodes) {
            String clientId = demand.clientId();
            if (taken.contains(clientId)) {
                throw new AmException(
                        GeniCode.BADARGS,
                        "slice " + slice + " has a sliver with client_id '" + clientId
                                + "' already; Delete it first or use another client_id");
            }
        }
    }

    private SliverRow.Place place(
            Tables tables, Urn slice, int number, int position, ContainerDemand demand, Host host, Instant now) {
        HostDescription pool = host.description().orElseThrow();
        int port = tables.slivers()
                .freePort(host.name(), pool.firstPort(), pool.slots(), now)
                .orElseThrow(() -> new AmException(
                        GeniCode.TOOBIG,
                        "host " + host.name() + " has no free port for node '"
                                + demand.clientId()
                                + "'; try again in ten minutes"));
        String mac = MacAddresses.random(random);
        String id = UUID.randomUUID().toString();
        return new SliverRow.Place(
                id,
                new Urn(policy.aggregate().authority(), "sliver", id).toString(),
                slice.key(),
                number,
                position,
                demand.clientId(),
                demand.sliverType(),
                demand.image(),
                host.name(),
                port,
                mac,
                pool.ipv6Prefix().map(prefix -> Ipv6Prefix.parse(prefix).addressFor(mac)),
                demand.memoryBytes(),
                demand.millicpus());
    }

    private static Sliver reserve(
            Tables tables, SliverRow.Place place, SliverRow.Lease lease, RequestNode node, Instant now) {
        SliverRow row = new SliverRow(
                place,
                lease,
                new SliverRow.Wish(DesiredState.RESERVED.name(), OperationalState.PENDING_ALLOCATION.name(), 1, 0, 0),
                new SliverRow.Done(0, 0, 0, 0, false, true),
                List.of(),
                now,
                0);
        tables.hosts().take(place);
        tables.slivers().insert(row);
        tables.executes()
                .add(
                        place.id(),
                        node.executes().stream()
                                .map(execute -> new ExecuteRow(execute.shell(), execute.command()))
                                .toList());
        tables.installs()
                .add(
                        place.id(),
                        node.installs().stream()
                                .map(install -> new InstallRow(install.url(), install.path()))
                                .toList());
        return new Sliver(row);
    }
}
