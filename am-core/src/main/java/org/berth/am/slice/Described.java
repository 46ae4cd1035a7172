// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/**
 * Slivers and their manifest.
 *
 * @param slice the slice
 * @param manifest manifest RSpec, plain XML text, ASCII
 * @param slivers the slivers, in the order of their request
 */
public record Described(Urn slice, String manifest, List<SliverStatus> slivers) {
    public Described {
        slivers = List.copyOf(slivers);
    }
}
