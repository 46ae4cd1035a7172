// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.berth.am.audit.Audit;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes slivers when their lease ends, and records it. */
public final class LeaseEnds {
    private static final Logger log = LoggerFactory.getLogger(LeaseEnds.class);
    private static final int EXPIRED_AT_ONCE = 100;

    private final Store store;
    private final Clock clock;
    private final Audit audit;

    /** @param audit where ended leases are recorded */
    public LeaseEnds(Store store, Clock clock, Audit audit) {
        this.store = store;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Deletes the slivers whose lease has ended.
     *
     * @return whether any was
     */
    public boolean expire() {
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
