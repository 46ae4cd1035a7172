// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerManifest;
import org.berth.am.kind.container.PublicAddresses;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.SliverRow;
import org.berth.am.store.SliverTable.OwnedRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/** The admins' view of slices and slivers, and their actions on them, whoever these belong to. */
public final class SliceAdmin {
    /** So many slivers are listed at most. */
    private static final int MOST_LISTED = 10_000;

    /** The most slivers that are named as not stopped. */
    private static final int MOST_LEFT = 1000;

    private static final String STOPPED = "stopped by the administrator of this aggregate";

    private final Store store;
    private final Views views;
    private final Clock clock;
    private final Actions actions;
    private final Runnable wakeWorkers;

    /** @param wakeWorkers called after each committed change; must return at once */
    public SliceAdmin(Store store, Hosts hosts, SlicePolicy policy, Clock clock, Runnable wakeWorkers) {
        this.store = store;
        this.views = new Views(hosts, policy, new ContainerManifest(hosts, policy, new PublicAddresses(clock)));
        this.clock = clock;
        this.actions = new Actions(store, views, clock);
        this.wakeWorkers = wakeWorkers;
    }

    /**
     * A sliver.
     *
     * @param slice URN of its slice, lower case
     * @param user URN of the user for whom it was made, lower case; empty if not known
     * @param node its node's client_id
     * @param ipv6 its own address; empty if it has none
     * @param status as its owner sees it
     */
    public record OwnedSliver(
            String slice,
            String user,
            String node,
            String type,
            String host,
            int port,
            String ipv6,
            SliverStatus status) {}

    /**
     * A slice.
     *
     * @param slice its URN, lower case
     * @param shutDown whether it was shut down
     * @param slivers those that live
     */
    public record OwnedSlice(String slice, boolean shutDown, List<OwnedSliver> slivers) {}

    /** Lists slivers that live, the first 10,000, by slice. */
    public List<OwnedSliver> slivers() {
        return store.read(tables ->
                tables.slivers().owned(MOST_LISTED).stream().map(this::owned).toList());
    }

    /** Lists the slices that these slivers are of. */
    public List<OwnedSlice> slices() {
        return store.read(tables -> {
            Map<String, List<OwnedSliver>> bySlice = new LinkedHashMap<>();
            tables.slivers()
                    .owned(MOST_LISTED)
                    .forEach(row -> bySlice.computeIfAbsent(row.row().place().sliceKey(), key -> new ArrayList<>())
                            .add(owned(row)));
            return bySlice.entrySet().stream()
                    .map(slice -> new OwnedSlice(
                            slice.getKey(), Selection.isShutDown(tables, Urn.parse(slice.getKey())), slice.getValue()))
                    .toList();
        });
    }

    /**
     * Returns a slice with its slivers.
     *
     * @throws AdminRefusedException if there is no such slice with slivers
     */
    public OwnedSlice slice(Urn slice) {
        return store.read(tables -> {
            List<OwnedSliver> slivers = tables.slivers().ownedOfSlice(slice.key()).stream()
                    .map(this::owned)
                    .toList();
            if (slivers.isEmpty()) {
                throw new AdminRefusedException(
                        "slice " + slice + " has no slivers here; berth slice list shows those that have some");
            }
            return new OwnedSlice(slice.key(), Selection.isShutDown(tables, slice), slivers);
        });
    }

    /**
     * Returns a sliver.
     *
     * @throws AdminRefusedException if there is no such sliver
     */
    public OwnedSliver sliver(Urn sliver) {
        return store.read(tables -> owned(one(tables, sliver)));
    }

    /**
     * Stops all of a slice's slivers and lets nobody change the slice from now on.
     *
     * @throws AdminRefusedException if there is no such slice
     */
    public void shutdown(Urn slice) {
        if (!actions.shutdown(Target.wholeSlice(slice))) {
            throw new AdminRefusedException(
                    "no slice " + slice + " here; berth slice list shows those that have slivers");
        }
        wakeWorkers.run();
    }

    /**
     * Deletes all slivers of a slice, also of one that was shut down.
     *
     * @return how many
     */
    public int delete(Urn slice) {
        int deleted = slice(slice).slivers().size();
        store.write(tables -> {
            Instant now = clock.instant();
            tables.slivers()
                    .ownedOfSlice(slice.key())
                    .forEach(row -> SliverWrites.delete(tables, new Sliver(row.row()), now));
            return true;
        });
        wakeWorkers.run();
        return deleted;
    }

    /** Stops a sliver; its owner may start it again, unless the slice is shut down. */
    public void stopSliver(Urn sliver) {
        store.write(tables -> {
            Sliver found = new Sliver(one(tables, sliver).row());
            if (found.allocation() != AllocationState.PROVISIONED) {
                throw new AdminRefusedException(
                        sliver + " is not provisioned; there is nothing to be stopped. To delete it, type: berth sliver"
                                + " delete " + sliver);
            }
            Actions.stop(tables, found, STOPPED, clock.instant());
            return true;
        });
        wakeWorkers.run();
    }

    /** Deletes a sliver, also of a slice that was shut down. */
    public void deleteSliver(Urn sliver) {
        store.write(tables ->
                SliverWrites.delete(tables, new Sliver(one(tables, sliver).row()), clock.instant()));
        wakeWorkers.run();
    }

    /**
     * The slices and slivers that were stopped for a URN that was denied.
     *
     * @param slices that were shut down
     * @param slivers that were stopped in slices of others
     * @param left slivers that they may use and that were not stopped, the first 1,000
     * @param more how many more of these there are
     */
    public record Stopped(List<String> slices, List<String> slivers, List<LeftAlone> left, int more) {}

    /**
     * A sliver that was not stopped.
     *
     * @param why what it may be to the denied one, a clause for the admin
     */
    public record LeftAlone(String sliver, String slice, String why) {}

    /**
     * Stops what somebody has. A slice: it is shut down. A user: slices with slivers of theirs alone are shut down, in others
     * their slivers are stopped. An authority: the same for all its users, and its slices are shut down.
     *
     * <p>Others' slivers in which such a user has an account go on, and so do slivers of which nobody knows the owner, since
     * they were adopted; they are named.
     *
     * @throws AdminRefusedException for what owns nothing
     */
    public Stopped stopAllOf(Urn denied) {
        if (!denied.hasType("slice") && !denied.hasType("user") && !denied.hasType("authority")) {
            throw new AdminRefusedException(denied + " owns nothing: name a slice, a user or an authority");
        }
        Instant now = clock.instant();
        List<String> slices = new ArrayList<>();
        List<String> slivers = new ArrayList<>();
        store.write(tables -> {
            slices.clear();
            slivers.clear();
            Map<String, List<OwnedRow>> bySlice = new LinkedHashMap<>();
            tables.slivers()
                    .owned(Integer.MAX_VALUE)
                    .forEach(row -> bySlice.computeIfAbsent(row.row().place().sliceKey(), key -> new ArrayList<>())
                            .add(row));
            bySlice.forEach((slice, rows) -> stopAllOf(tables, denied, Urn.parse(slice), rows, slices, slivers, now));
            return true;
        });
        wakeWorkers.run();
        List<LeftAlone> left = denied.hasType("slice") ? List.of() : leftAlone(denied);
        int shown = Math.min(left.size(), MOST_LEFT);
        return new Stopped(slices, slivers, left.subList(0, shown), left.size() - shown);
    }

    private List<LeftAlone> leftAlone(Urn denied) {
        Map<String, Boolean> asked = new HashMap<>();
        return store.read(tables -> {
            Map<String, String> accounts =
                    tables.accounts().userOfSlivers(user -> asked.computeIfAbsent(user, urn -> covers(denied, urn)));
            List<LeftAlone> left = new ArrayList<>();
            for (OwnedRow row : tables.slivers().owned(Integer.MAX_VALUE)) {
                SliverRow.Place place = row.row().place();
                Urn slice = Urn.parse(place.sliceKey());
                String user = accounts.get(place.id());
                boolean ownerless = row.createdBy().isEmpty();
                if ((ownerless || user != null)
                        && mayRun(new Sliver(row.row()))
                        && !covers(denied, slice)
                        && !covers(denied, row.createdBy())
                        && !Selection.isShutDown(tables, slice)) {
                    String why = user != null ? user + " has an account in it" : "its owner is not known";
                    left.add(new LeftAlone(place.urn(), place.sliceKey(), why));
                }
            }
            return left;
        });
    }

    private static boolean mayRun(Sliver sliver) {
        return sliver.allocation() == AllocationState.PROVISIONED
                && sliver.operational() != OperationalState.STOPPING
                && sliver.operational() != OperationalState.NOTREADY;
    }

    private static void stopAllOf(
            Tables tables,
            Urn denied,
            Urn slice,
            List<OwnedRow> rows,
            List<String> slices,
            List<String> slivers,
            Instant now) {
        List<OwnedRow> theirs = rows.stream()
                .filter(row -> covers(denied, slice) || covers(denied, row.createdBy()))
                .toList();
        if (theirs.isEmpty()) {
            return;
        }
        boolean whole = theirs.size() == rows.size();
        if (whole) {
            tables.slices().shutDown(slice.key());
            slices.add(slice.key());
        }
        for (OwnedRow row : theirs) {
            Actions.stop(tables, new Sliver(row.row()), whole ? "the slice was shut down" : STOPPED, now);
            if (!whole) {
                slivers.add(row.row().place().urn());
            }
        }
    }

    private static boolean covers(Urn denied, String user) {
        return !user.isEmpty() && covers(denied, Urn.parse(user));
    }

    private static boolean covers(Urn denied, Urn what) {
        return denied.hasType("authority")
                ? Urn.authorityCovers(denied.authority(), what.authority())
                : denied.equals(what);
    }

    private static OwnedRow one(Tables tables, Urn sliver) {
        Optional<OwnedRow> found = tables.slivers().ownedById(sliver.name().toLowerCase(Locale.ROOT));
        return found.filter(row -> new Sliver(row.row()).urn().equals(sliver))
                .orElseThrow(() -> new AdminRefusedException(
                        "no sliver " + sliver + " here; berth sliver list shows those that there are"));
    }

    private OwnedSliver owned(OwnedRow owned) {
        Sliver sliver = new Sliver(owned.row());
        var place = owned.row().place();
        return new OwnedSliver(
                place.sliceKey(),
                owned.createdBy(),
                place.clientId(),
                place.type(),
                place.host(),
                place.port(),
                place.ipv6().orElse(""),
                views.status(sliver));
    }
}
