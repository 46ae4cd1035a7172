// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SliceTable.SliceRow;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/** Finding the slivers that a call is about. An expired sliver is gone, whether or not it was cleared away yet. */
final class Selection {
    private Selection() {}

    /**
     * The slivers of a call that exist, and the URNs that do not.
     *
     * @param slivers the live ones, in the order of their requests
     * @param unknown URNs that were named and are of none of them
     */
    record Chosen(List<Sliver> slivers, List<Urn> unknown) {
        /** The unknown ones as the protocol lists them beside those that were served (AM API v3, geni_best_effort). */
        List<SliverStatus> refusals(Instant now) {
            return unknown.stream()
                    .map(urn -> new SliverStatus(
                            urn,
                            now,
                            AllocationState.UNALLOCATED,
                            OperationalState.PENDING_ALLOCATION,
                            noSliver(urn),
                            0))
                    .toList();
        }

        /** The same unknown ones, and these of the others. */
        Chosen only(List<Sliver> some) {
            return new Chosen(some, unknown);
        }
    }

    /** The live slivers of a target, in the order of their requests, and what it names besides. */
    static Chosen chosen(Tables tables, Target target, Instant now) {
        requireAnchor(tables, target);
        Map<String, Sliver> ofSlice = new LinkedHashMap<>();
        for (var row : tables.slivers().liveOfSlice(target.slice().key())) {
            Sliver sliver = new Sliver(row);
            if (sliver.liveAt(now)) {
                ofSlice.put(sliver.urn().key(), sliver);
            }
        }
        if (target.slivers().isEmpty()) {
            return new Chosen(List.copyOf(ofSlice.values()), List.of());
        }
        Map<Boolean, List<Urn>> named = target.slivers().stream()
                .distinct()
                .collect(Collectors.partitioningBy(urn -> ofSlice.containsKey(urn.key())));
        return new Chosen(
                named.getOrDefault(true, List.of()).stream()
                        .flatMap(urn -> Stream.ofNullable(ofSlice.get(urn.key())))
                        .toList(),
                named.getOrDefault(false, List.of()));
    }

    /** The live slivers of a target, in the order of their requests; may be empty for a whole slice. */
    static List<Sliver> live(Tables tables, Target target, Instant now) {
        Chosen chosen = chosen(tables, target, now);
        if (!chosen.unknown().isEmpty()) {
            throw unknown(chosen.unknown().get(0));
        }
        return chosen.slivers();
    }

    /** At least one live sliver of a target; without best effort, all that it names. */
    static Chosen some(Tables tables, Target target, Instant now, boolean bestEffort) {
        Chosen chosen = chosen(tables, target, now);
        if (!chosen.unknown().isEmpty() && (!bestEffort || chosen.slivers().isEmpty())) {
            throw unknown(chosen.unknown().get(0));
        }
        if (chosen.slivers().isEmpty()) {
            throw new AmException(GeniCode.SEARCHFAILED, "slice " + target.slice() + " has no slivers here");
        }
        return chosen;
    }

    /**
     * The slice of some slivers.
     *
     * @param bestEffort whether those that are unknown are left out, as long as one is known
     */
    static Urn sliceOf(Tables tables, List<Urn> slivers, Instant now, boolean bestEffort) {
        Set<String> slices = new LinkedHashSet<>();
        for (Urn urn : slivers) {
            Optional<Sliver> sliver = one(tables, urn, now);
            if (sliver.isEmpty() && !bestEffort) {
                throw unknown(urn);
            }
            sliver.ifPresent(known -> slices.add(known.row().place().sliceKey()));
        }
        if (slices.isEmpty()) {
            throw unknown(slivers.get(0));
        }
        if (slices.size() > 1) {
            throw new AmException(GeniCode.BADARGS, "the slivers named are of " + slices.size() + " slices");
        }
        return Urn.parse(
                tables.slices().byKey(slices.iterator().next()).orElseThrow().urn());
    }

    /** The live sliver of a URN. */
    private static Optional<Sliver> one(Tables tables, Urn urn, Instant now) {
        return tables.slivers()
                .byId(urn.name().toLowerCase(Locale.ROOT))
                .map(Sliver::new)
                .filter(sliver -> sliver.urn().equals(urn) && sliver.liveAt(now));
    }

    /**
     * Refuses a slice that is bound to another trust anchor than the target's. To be asked in the transaction of a use case:
     * the slice may have been deleted, and allocated under another anchor, since the caller's right was found.
     */
    static void requireAnchor(Tables tables, Target target) {
        Optional<String> bound = tables.slices().anchor(target.slice().key()).filter(anchor -> !anchor.isEmpty());
        if (bound.isPresent() && target.anchor().isPresent() && !bound.equals(target.anchor())) {
            throw new AmException(
                    GeniCode.FORBIDDEN,
                    "slice " + target.slice() + " was made here under another trusted root (key:" + bound.get()
                            + ") than the one that vouches for it now (key:"
                            + target.anchor().get()
                            + "); the AM's admin can mend that: if both keys are one authority's, with berth trust"
                            + " same-authority; if the first is that of an authority below the other, which has a new"
                            + " key, with berth trust same-authority OLD.pem NEW.pem of its two certificates, then berth"
                            + " trust add NEW.pem");
        }
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
        return new AmException(GeniCode.SEARCHFAILED, noSliver(urn));
    }

    private static String noSliver(Urn urn) {
        return "no sliver " + urn + " here";
    }
}
