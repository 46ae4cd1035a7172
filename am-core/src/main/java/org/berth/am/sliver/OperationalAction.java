// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.Optional;
import java.util.stream.Stream;

/** AM API v3, operational actions that Berth can perform; names are case-sensitive. */
public enum OperationalAction {
    START("geni_start", SliverEvent.START),
    STOP("geni_stop", SliverEvent.STOP),
    RESTART("geni_restart", SliverEvent.RESTART),
    /** Not in the standard: docker-am and Emulab have it. A fresh disk, everything else kept. */
    RELOAD("geni_reload", SliverEvent.RELOAD),
    UPDATE_USERS("geni_update_users", SliverEvent.UPDATE_USERS);

    private final String geniName;
    private final SliverEvent event;

    OperationalAction(String geniName, SliverEvent event) {
        this.geniName = geniName;
        this.event = event;
    }

    /** The action as an event of a sliver's life. */
    public SliverEvent event() {
        return event;
    }

    /** The name on the wire. */
    public String geniName() {
        return geniName;
    }

    /** The action of that name, if there is one. */
    public static Optional<OperationalAction> named(String geniName) {
        return Stream.of(values()).filter(a -> a.geniName.equals(geniName)).findFirst();
    }
}
