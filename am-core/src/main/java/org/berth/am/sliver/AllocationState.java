// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** AM API v3, sliver allocation states. */
public enum AllocationState {
    UNALLOCATED("geni_unallocated"),
    ALLOCATED("geni_allocated"),
    PROVISIONED("geni_provisioned");

    private final String geniName;

    AllocationState(String geniName) {
        this.geniName = geniName;
    }

    /** The name on the wire. */
    public String geniName() {
        return geniName;
    }
}
