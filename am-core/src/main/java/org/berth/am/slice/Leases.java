// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.Store;
import org.berth.am.work.LeaseEnds;

/** Changes when slivers end: Renew and Delete. {@link LeaseEnds} deletes those whose lease has ended. */
final class Leases {
    private final Store store;
    private final SlicePolicy policy;
    private final Clock clock;

    Leases(Store store, SlicePolicy policy, Clock clock) {
        this.store = store;
        this.policy = policy;
        this.clock = clock;
    }

    List<SliverStatus> renew(Target target, Instant until, Instant asked, boolean alap, boolean bestEffort) {
        Instant now = clock.instant();
        Instant wish = asked.truncatedTo(ChronoUnit.SECONDS);
        if (!wish.isAfter(now)) {
            throw new AmException(
                    GeniCode.BADARGS,
                    "the new expiration " + wish + " is not in the future; it is " + now.truncatedTo(ChronoUnit.SECONDS)
                            + " here");
        }
        return store.write(tables -> {
            Selection.requireNotShutDown(tables, target.slice());
            Selection.Chosen chosen = Selection.some(tables, target, now, bestEffort);
            return AllOrNothing.each(chosen, now, bestEffort, sliver -> {
                Instant latest = policy.latestEnd(sliver, now, until);
                if (wish.isAfter(latest) && !alap) {
                    throw tooLate(wish, latest, sliver);
                }
                Instant end = wish.isAfter(latest) ? latest : wish;
                return SliverWrites.store(tables, sliver.until(end), now).status();
            });
        });
    }

    private AmException tooLate(Instant wish, Instant latest, Sliver sliver) {
        String limit = sliver.allocation() == AllocationState.ALLOCATED
                ? policy.allocatedLease().toMinutes() + " minutes for slivers that are not provisioned; Provision "
                        + sliver.urn() + " first"
                : policy.maxLease().toDays() + " days";
        return new AmException(
                GeniCode.REFUSED,
                "the new expiration " + wish + " is later than allowed; at most " + latest
                        + ", by the credential and this aggregate's limit of " + limit);
    }

    List<SliverStatus> delete(Target target, boolean bestEffort) {
        Instant now = clock.instant();
        return store.write(tables -> {
            Selection.requireNotShutDown(tables, target.slice());
            return AllOrNothing.each(
                    Selection.some(tables, target, now, bestEffort),
                    now,
                    bestEffort,
                    sliver -> SliverWrites.delete(tables, sliver, now).status());
        });
    }
}
