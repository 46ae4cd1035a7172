// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerManifest;
import org.berth.am.kind.container.PublicAddresses;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.Store;
import org.berth.rspec.Urn;

/** The use cases on the store. After each change the workers are woken; the change is stored whether they come or not. */
public final class StoredSlices implements Slices {
    private final Store store;
    private final Views views;
    private final Clock clock;
    private final Runnable wakeWorkers;
    private final Leases leases;
    private final Reservations reservations;
    private final Provisioning provisioning;
    private final Creation creation;
    private final Actions actions;
    private final Advertisements advertisements;

    /**
     * @param wakeWorkers called after each committed change; must return at once
     */
    public StoredSlices(Store store, Hosts hosts, SlicePolicy policy, Clock clock, Runnable wakeWorkers) {
        this.store = store;
        this.clock = clock;
        this.wakeWorkers = wakeWorkers;
        this.views = new Views(hosts, policy, new ContainerManifest(hosts, policy, new PublicAddresses(clock)));
        this.leases = new Leases(store, policy, clock);
        this.reservations = new Reservations(store, hosts, policy, views, clock);
        this.provisioning = new Provisioning(store, policy, views, clock);
        this.creation = new Creation(store, reservations, provisioning, views, clock);
        this.actions = new Actions(store, views, clock);
        this.advertisements = new Advertisements(store, hosts, policy, clock);
    }

    @Override
    public Urn sliceOf(List<Urn> slivers, boolean bestEffort) {
        Instant now = clock.instant();
        return store.read(tables -> Selection.sliceOf(tables, slivers, now, bestEffort));
    }

    @Override
    public void requireAnchor(Urn slice, String anchor) {
        Target target = new Target(slice, List.of(), Optional.of(anchor));
        boolean unbound = store.read(tables -> {
            Selection.requireAnchor(tables, target);
            return tables.slices().anchor(slice.key()).equals(Optional.of(""));
        });
        if (unbound) {
            store.write(tables -> {
                tables.slices().bind(slice.key(), anchor);
                Selection.requireAnchor(tables, target);
                return true;
            });
        }
    }

    @Override
    public Described allocate(Target slice, Requester requester, String request, Optional<Instant> end) {
        return reservations.allocate(slice, requester, request, end);
    }

    @Override
    public Described create(
            Target slice, Requester requester, String request, Optional<Instant> end, List<User> users) {
        return changed(creation.create(slice, requester, request, end, users));
    }

    @Override
    public long manifestBytes(String request, List<User> users) {
        return ManifestSize.bytes(request, users);
    }

    @Override
    public long manifestBytes(Target target, List<User> users) {
        return store.read(tables -> {
            String slice = target.slice().key();
            int slivers = users.isEmpty() ? 0 : tables.slivers().countLive(slice);
            return ManifestSize.bytes(tables.slices().amount(slice), users, slivers);
        });
    }

    @Override
    public Described describe(Target target) {
        Instant now = clock.instant();
        return store.read(tables -> views.snapshot(tables, target.slice(), Selection.live(tables, target, now)))
                .described();
    }

    @Override
    public Described provision(
            Target target, Requester requester, Optional<Instant> end, List<User> users, boolean bestEffort) {
        return changed(provisioning.provision(target, requester.until(), end, users, bestEffort));
    }

    @Override
    public List<SliverStatus> status(Target target, boolean bestEffort) {
        Instant now = clock.instant();
        return store.read(tables ->
                AllOrNothing.each(Selection.some(tables, target, now, bestEffort), now, bestEffort, views::status));
    }

    @Override
    public boolean isShutDown(Urn slice) {
        return store.read(tables -> Selection.isShutDown(tables, slice));
    }

    @Override
    public List<SliverStatus> asTheyAre(Target target) {
        Instant now = clock.instant();
        return store.read(tables -> Selection.chosen(tables, target, now).slivers().stream()
                .map(views::status)
                .toList());
    }

    @Override
    public List<SliverStatus> perform(Target target, OperationalAction action, List<User> users, boolean bestEffort) {
        return changed(actions.perform(target, action, users, bestEffort));
    }

    @Override
    public List<SliverStatus> renew(
            Target target, Requester requester, Instant expires, boolean asLateAsPossible, boolean bestEffort) {
        return leases.renew(target, requester.until(), expires, asLateAsPossible, bestEffort);
    }

    @Override
    public List<SliverStatus> delete(Target target, boolean bestEffort) {
        return changed(leases.delete(target, bestEffort));
    }

    @Override
    public void shutdown(Target slice) {
        if (!actions.shutdown(slice)) {
            throw new AmException(GeniCode.SEARCHFAILED, "no slice " + slice.slice() + " here");
        }
        wakeWorkers.run();
    }

    @Override
    public String advertisement(boolean availableOnly) {
        return advertisements.advertisement(availableOnly);
    }

    private <T> T changed(T result) {
        wakeWorkers.run();
        return result;
    }
}
