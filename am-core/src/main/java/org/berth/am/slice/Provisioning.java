// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;

/** AM API v3, Provision. */
final class Provisioning {
    private final Store store;
    private final SlicePolicy policy;
    private final Views views;
    private final Clock clock;

    Provisioning(Store store, SlicePolicy policy, Views views, Clock clock) {
        this.store = store;
        this.policy = policy;
        this.views = views;
        this.clock = clock;
    }

    Described provision(Target target, Instant until, Optional<Instant> end, List<User> users, boolean bestEffort) {
        Instant now = clock.instant();
        return store.write(tables -> {
                    Selection.requireNotShutDown(tables, target.slice());
                    SliceBounds bounds = SliceBounds.of(tables, target.slice());
                    List<Sliver> provisioned = new ArrayList<>();
                    List<SliverStatus> statuses =
                            AllOrNothing.each(candidates(tables, target, now, bestEffort), now, bestEffort, sliver -> {
                                if (sliver.allocation() != AllocationState.ALLOCATED) {
                                    throw new AmException(
                                            GeniCode.UNSUPPORTED,
                                            "sliver " + sliver.urn() + " is "
                                                    + sliver.allocation().geniName()
                                                    + "; only geni_allocated slivers can be provisioned");
                                }
                                requireHost(sliver);
                                Sliver stored = provision(tables, bounds, sliver, until, end, users, now);
                                provisioned.add(stored);
                                return views.status(stored);
                            });
                    Views.Snapshot snapshot = views.snapshot(tables, target.slice(), provisioned);
                    return (Supplier<Described>) () -> snapshot.described(statuses);
                })
                .get();
    }

    private static void requireHost(Sliver sliver) {
        if (sliver.isLostWithHost()) {
            throw new AmException(
                    GeniCode.UNAVAILABLE,
                    sliver.urn() + " has lost its host (" + sliver.status().error()
                            + "); Delete it and Allocate another");
        }
    }

    /** With a slice URN only what is allocated is meant; what was provisioned before is left alone. */
    private static Selection.Chosen candidates(Tables tables, Target target, Instant now, boolean bestEffort) {
        Selection.Chosen chosen = Selection.some(tables, target, now, bestEffort);
        if (!target.slivers().isEmpty()) {
            return chosen;
        }
        List<Sliver> allocated = chosen.slivers().stream()
                .filter(sliver -> sliver.allocation() == AllocationState.ALLOCATED)
                .toList();
        if (allocated.isEmpty()) {
            throw new AmException(
                    GeniCode.UNSUPPORTED,
                    "all slivers of " + target.slice() + " are provisioned already; Allocate more or use geni_reload");
        }
        return chosen.only(allocated);
    }

    /** Wants an allocated sliver running. */
    Sliver provision(
            Tables tables,
            SliceBounds bounds,
            Sliver sliver,
            Instant until,
            Optional<Instant> wish,
            List<User> users,
            Instant now) {
        Optional<Instant> asked = wish.filter(now::isBefore)
                .or(() -> sliver.row().lease().endWanted().filter(now::isBefore));
        bounds.replaceAccounts(tables, sliver, List.of(), Logins.merge(List.of(), users));
        Sliver stored = SliverWrites.store(tables, sliver.provisioned(policy.provisionedEnd(now, until, asked)), now);
        SliverWrites.enqueue(tables, stored, now);
        return stored;
    }
}
