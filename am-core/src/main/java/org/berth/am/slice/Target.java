// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import java.util.Optional;
import org.berth.rspec.Urn;

/**
 * The target of a call: a whole slice, or some of its slivers.
 *
 * @param slice the slice
 * @param slivers the slivers named, without duplicates; empty for all of the slice
 * @param anchor the trust anchor that vouches for the slice, which must be the one that the slice is bound to;
 *     empty if that does not matter
 */
public record Target(Urn slice, List<Urn> slivers, Optional<String> anchor) {
    public Target {
        slivers = List.copyOf(slivers);
    }

    /** Slivers of a slice, whichever trust anchor it is bound to. */
    public Target(Urn slice, List<Urn> slivers) {
        this(slice, slivers, Optional.empty());
    }

    /** All slivers of a slice, whichever trust anchor it is bound to. */
    public static Target wholeSlice(Urn slice) {
        return new Target(slice, List.of());
    }
}
