// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.util.Set;
import org.berth.am.store.Tables;

/** Writing changed slivers together with the work and the slots that go with them. */
public final class SliverWrites {
    private SliverWrites() {}

    /** Stores a change and enqueues the work that it brings. */
    public static Sliver store(Tables tables, Sliver.Change change, Instant now) {
        Sliver stored = new Sliver(tables.slivers().update(change.sliver().row(), now));
        if (change.effects().contains(SideEffect.ENQUEUE_WORK)) {
            enqueue(tables, stored, now);
        }
        return stored;
    }

    /** Gives back a sliver's slot, and with it port and address. */
    public static void giveBack(Tables tables, Sliver sliver, Instant now) {
        tables.hosts().giveBack(sliver.row().place());
        tables.endpoints().released(sliver.id(), now);
    }

    /** Notes that a stored sliver has work. */
    public static void enqueue(Tables tables, Sliver stored, Instant now) {
        Lane lane = Step.next(stored).map(Step::lane).orElse(Lane.CLEAR);
        tables.work().add(stored.id(), lane.name(), now);
    }

    /** Stores a sliver as it is, without new work. */
    public static Sliver store(Tables tables, Sliver sliver, Instant now) {
        return store(tables, new Sliver.Change(sliver, Set.of()), now);
    }

    /**
     * Deletes a live sliver with all that was stored for it: at once where its host never heard of it, else with work to clear it
     * away there. What was provisioned leaves a tombstone, since its container may come back with a host or from a backup.
     */
    public static Sliver delete(Tables tables, Sliver live, Instant now) {
        Sliver deleted = new Sliver(tables.slivers().update(live.deleted().row(), now));
        if (deleted.row().done().onHost()) {
            enqueue(tables, deleted, now);
        } else {
            tables.work().remove(deleted.id());
            giveBack(tables, deleted, now);
        }
        if (live.allocation() == AllocationState.ALLOCATED) {
            tables.slivers().remove(deleted.id());
        } else {
            tables.slivers().strip(deleted.id());
        }
        tables.slices().tidy(deleted.row().place().sliceKey());
        return deleted;
    }
}
