// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.audit.Audit;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long slivers live: Renew, Delete and what happens when a lease ends. */
final class Leases {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);
    private static final int EXPIRED_AT_ONCE = 100;

    private final Store store;
    private final SlicePolicy policy;
    private final Clock clock;
    private final Audit audit;

    /** @param audit where ended leases are kept */
    Leases(Store store, SlicePolicy policy, Clock clock, Audit audit) {
        this.audit = audit;
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

    /**
     * Deletes the slivers whose lease has ended.
     *
     * @return whether any was
     */
    boolean expire() {
        Instant now = clock.instant();
        if (store.read(tables -> tables.slivers().expired(now, 1)).isEmpty()) {
            return false;
        }
        List<SliverRow> ended = store.write(tables -> {
            List<SliverRow> expired = tables.slivers().expired(now, EXPIRED_AT_ONCE);
            expired.forEach(row -> SliverWrites.delete(tables, new Sliver(row), now));
            return expired;
        });
        for (SliverRow row : ended) {
            log.info("sliver={} expired={}", row.place().urn(), row.lease().expires());
            audit.write("expired", expired(row));
        }
        return !ended.isEmpty();
    }

    private static Map<String, Object> expired(SliverRow row) {
        SliverStatus before = new Sliver(row).status();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slice", row.place().sliceKey());
        Map<String, Object> sliver = new LinkedHashMap<>();
        sliver.put("sliver", before.sliver().toString());
        sliver.put("before", before.audited());
        fields.put("slivers", List.of(sliver));
        return fields;
    }
}
