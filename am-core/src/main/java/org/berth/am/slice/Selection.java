package org.berth.am.slice;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.store.SliceTable.SliceRow;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/** Finding the slivers that a call is about. An expired sliver is gone, whether or not it was cleared away yet. */
final class Selection {
    private Selection() {}

    /** The live slivers of a target, in the order of their requests; may be empty for a whole slice. */
    static List<Sliver> live(Tables tables, Target target, Instant now) {
        Map<String, Sliver> ofSlice = new LinkedHashMap<>();
        for (var row : tables.slivers().liveOfSlice(target.slice().key())) {
            Sliver sliver = new Sliver(row);
            if (sliver.liveAt(now)) {
                ofSlice.put(sliver.urn().key(), sliver);
            }
        }
        if (target.slivers().isEmpty()) {
            return List.copyOf(ofSlice.values());
        }
        return target.slivers().stream()
                .distinct()
                .map(urn -> {
                    Sliver sliver = ofSlice.get(urn.key());
                    if (sliver == null) {
                        throw unknown(urn);
                    }
                    return sliver;
                })
                .toList();
    }

    /** As {@link #live}, but at least one. */
    static List<Sliver> some(Tables tables, Target target, Instant now) {
        List<Sliver> slivers = live(tables, target, now);
        if (slivers.isEmpty()) {
            throw new AmException(GeniCode.SEARCHFAILED, "slice " + target.slice() + " has no slivers here");
        }
        return slivers;
    }

    /** The live sliver of a URN. */
    static Sliver one(Tables tables, Urn urn, Instant now) {
        return tables.slivers()
                .byId(urn.name().toLowerCase(Locale.ROOT))
                .map(Sliver::new)
                .filter(sliver -> sliver.urn().equals(urn) && sliver.liveAt(now))
                .orElseThrow(() -> unknown(urn));
    }

    /** Refuses what would change a slice that was shut down. */
    static void requireNotShutDown(Tables tables, Urn slice) {
        if (isShutDown(tables, slice)) {
            throw new AmException(
                    GeniCode.REFUSED,
                    "slice " + slice
                            + " was shut down; until its slivers expire it can be looked at (Status, Describe; in v2"
                            + " SliverStatus, ListResources), not changed");
        }
    }

    static boolean isShutDown(Tables tables, Urn slice) {
        return tables.slices().byKey(slice.key()).map(SliceRow::shutDown).orElse(false);
    }

    private static AmException unknown(Urn urn) {
        return new AmException(GeniCode.SEARCHFAILED, "no sliver " + urn + " here");
    }
}
