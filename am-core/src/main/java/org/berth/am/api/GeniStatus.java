package org.berth.am.api;

import java.util.List;
import java.util.Locale;
import org.berth.am.slice.AllocationState;
import org.berth.am.slice.SliverStatus;

/** The states of AM API v2, SliverStatus: of a sliver, and of all of a slice together. */
enum GeniStatus {
    // In this order: of several slivers the first state that any has is that of all.
    FAILED,
    CONFIGURING,
    UNKNOWN,
    READY;

    /** What a sliver's states are in v2, which knows neither slivers that are only allocated nor stopped ones. */
    static GeniStatus of(SliverStatus sliver) {
        if (sliver.allocation() != AllocationState.PROVISIONED) {
            return UNKNOWN;
        }
        return switch (sliver.operational()) {
            case FAILED -> FAILED;
            // v2's ready is v3's geni_ready, which comes when the request's own commands have ended.
            case CONFIGURING, STOPPING, READY_BUSY -> CONFIGURING;
            case READY, UPDATING_USERS -> READY;
            case NOTREADY, PENDING_ALLOCATION -> UNKNOWN;
        };
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
