// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

/** The operations that a slice credential's privileges must allow (AM API v3; the SFA privilege table). */
public enum Operation {
    GET_SLICE_RESOURCES("getsliceresources"),
    CREATE_SLIVER("createsliver"),
    RENEW_SLIVER("renewsliver"),
    DELETE_SLICE("deleteslice"),
    SHUTDOWN("shutdown");

    private final String sfaName;

    Operation(String sfaName) {
        this.sfaName = sfaName;
    }

    /** The operation's name in SFA's privilege table. */
    public String sfaName() {
        return sfaName;
    }
}
