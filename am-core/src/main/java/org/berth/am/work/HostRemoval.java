// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.Condition;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverWrites;
import org.berth.am.store.SliverRow;
import org.berth.am.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Taking a host away from the slivers that are on it. */
public final class HostRemoval {
    private static final Logger log = LoggerFactory.getLogger(HostRemoval.class);
    /** Writers wait for each other: other calls come in between. */
    private static final int AT_ONCE = 100;

    private final Store store;
    private final Clock clock;

    public HostRemoval(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Fails all slivers of a host. From then on nothing of theirs waits for it: a Delete gives the slot back at once, and
     * what was deleted before is done with. To be called again if it was interrupted; not undone if the host comes back.
     *
     * @param reason for the slivers' owners, e.g. {@code host h1 was removed by the administrator}
     * @return how many live slivers were failed
     */
    public int failSlivers(String host, String reason) {
        int failed = 0;
        List<SliverRow> batch;
        do {
            batch = store.write(tables -> {
                List<SliverRow> rows =
                        tables.slivers().holdingWithout(Condition.HOST_REMOVED.storedName(), host, AT_ONCE);
                Instant now = clock.instant();
                for (SliverRow row : rows) {
                    Sliver lost = SliverWrites.store(tables, new Sliver(row).lostWithHost(reason, now), now);
                    tables.work().remove(lost.id());
                    if (!lost.row().done().holdsSlot()) {
                        SliverWrites.giveBack(tables, lost, now);
                    }
                }
                return rows;
            });
            for (SliverRow row : batch) {
                boolean live = new Sliver(row).allocation() != AllocationState.UNALLOCATED;
                failed += live ? 1 : 0;
                log.warn(
                        "host={} sliver={} failed reason=\"{}\"",
                        host,
                        row.place().urn(),
                        reason);
            }
        } while (!batch.isEmpty());
        return failed;
    }
}
