// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** AM API v3, sliver operational states that Berth uses. */
public enum OperationalState {
    /** Not provisioned. */
    PENDING_ALLOCATION("geni_pending_allocation"),
    /** Provisioned and stopped. */
    NOTREADY("geni_notready"),
    /** Becoming ready. */
    CONFIGURING("geni_configuring"),
    /** Becoming stopped. */
    STOPPING("geni_stopping"),
    /** ssh answers. */
    READY("geni_ready"),
    /** ssh answers, and the request's execute commands still run. */
    READY_BUSY("geni_ready_busy"),
    /** ssh answers, and accounts are being changed. */
    UPDATING_USERS("geni_updating_users"),
    /** Broken: reload, restart or Delete help, unless it recovers by itself. */
    FAILED("geni_failed");

    private final String geniName;

    OperationalState(String geniName) {
        this.geniName = geniName;
    }

    /** The name on the wire. */
    public String geniName() {
        return geniName;
    }
}
