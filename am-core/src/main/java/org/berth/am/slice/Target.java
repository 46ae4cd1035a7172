package org.berth.am.slice;

import java.util.List;
import org.berth.rspec.Urn;

/**
 * What a call is about: a whole slice, or some of its slivers.
 *
 * @param slice the slice
 * @param slivers the slivers named, without duplicates; empty for all of the slice
 */
public record Target(Urn slice, List<Urn> slivers) {
    public Target {
        slivers = List.copyOf(slivers);
    }

    /** All slivers of a slice. */
    public static Target wholeSlice(Urn slice) {
        return new Target(slice, List.of());
    }
}
