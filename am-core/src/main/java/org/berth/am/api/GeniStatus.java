// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.List;
import java.util.Locale;
import org.berth.am.sliver.SliverStatus;

/** The states of AM API v2, SliverStatus: of a sliver, and of all of a slice together. */
enum GeniStatus {
    // In this order: of several slivers the first state that any has is that of all.
    FAILED,
    CONFIGURING,
    UNKNOWN,
    READY;

    /** Returns the v2 state of a sliver. */
    static GeniStatus of(SliverStatus sliver) {
        return valueOf(sliver.v2Name().toUpperCase(Locale.ROOT));
    }

    /** The state of several slivers, at least one. */
    static GeniStatus ofAll(List<GeniStatus> slivers) {
        return slivers.stream().min(GeniStatus::compareTo).orElseThrow();
    }

    /** The name on the wire. */
    String geniName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
