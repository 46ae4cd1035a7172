// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverEvent;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/** AM API v3, PerformOperationalAction and Shutdown. */
final class Actions {
    private final Store store;
    private final Views views;
    private final Clock clock;

    Actions(Store store, Views views, Clock clock) {
        this.store = store;
        this.views = views;
        this.clock = clock;
    }

    List<SliverStatus> perform(Target target, OperationalAction action, List<User> users, boolean bestEffort) {
        Instant now = clock.instant();
        return store.write(tables -> {
            Selection.requireNotShutDown(tables, target.slice());
            SliceBounds bounds = SliceBounds.of(tables, target.slice());
            return AllOrNothing.each(
                    Selection.some(tables, target, now, bestEffort),
                    now,
                    bestEffort,
                    sliver -> views.status(perform(tables, bounds, sliver, action, users, now)));
        });
    }

    private static Sliver perform(
            Tables tables, SliceBounds bounds, Sliver sliver, OperationalAction action, List<User> users, Instant now) {
        if (sliver.allocation() != AllocationState.PROVISIONED) {
            throw new AmException(
                    GeniCode.UNSUPPORTED,
                    action.geniName() + " needs a provisioned sliver; " + sliver.urn() + " is "
                            + sliver.allocation().geniName());
        }
        if (sliver.isLostWithHost()) {
            throw new AmException(
                    GeniCode.UNAVAILABLE,
                    action.geniName() + " is not possible: " + sliver.urn() + " has lost its host ("
                            + sliver.status().error() + "); Delete it and Allocate another");
        }
        Sliver.Change change = sliver.on(action.event())
                .orElseThrow(() -> new AmException(
                        GeniCode.UNSUPPORTED,
                        action.geniName() + " is not possible while " + sliver.urn() + " is "
                                + sliver.operational().geniName() + "; possible are "
                                + sliver.lifecycle().actions(sliver.operational()).stream()
                                        .map(OperationalAction::geniName)
                                        .collect(Collectors.joining(", "))));
        if (action == OperationalAction.UPDATE_USERS) {
            List<AccountRow> before = tables.accounts().of(sliver.id());
            bounds.changeAccounts(tables, sliver, before, Logins.merge(before, users));
        }
        return SliverWrites.store(tables, change, now);
    }

    /**
     * Stops every provisioned sliver of the slice and lets nothing be changed from now on.
     *
     * @return whether there is such a slice
     */
    boolean shutdown(Target target) {
        Urn slice = target.slice();
        Instant now = clock.instant();
        return store.write(tables -> {
            List<Sliver> slivers = Selection.live(tables, target, now);
            boolean known =
                    !slivers.isEmpty() || tables.slices().byKey(slice.key()).isPresent();
            if (known) {
                tables.slices().shutDown(slice.key());
                slivers.forEach(sliver -> stop(tables, sliver, "the slice was shut down", now));
            }
            return known;
        });
    }

    /** Stops a sliver in whatever state it is, if there is anything to be stopped. */
    static void stop(Tables tables, Sliver sliver, String reason, Instant now) {
        if (!sliver.isLostWithHost()) {
            sliver.on(SliverEvent.SHUT_DOWN)
                    .ifPresent(
                            change -> SliverWrites.store(tables, change.with(Condition.SHUT_DOWN, reason, now), now));
        }
    }
}
