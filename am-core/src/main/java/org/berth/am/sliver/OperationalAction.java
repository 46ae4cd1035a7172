// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.Optional;
import java.util.stream.Stream;

/** AM API v3, operational actions that Berth can perform; names are case-sensitive. */
public enum OperationalAction {
    START("geni_start"),
    STOP("geni_stop"),
    RESTART("geni_restart"),
    /** Not in the standard: docker-am and Emulab have it. A fresh disk, everything else kept. */
    RELOAD("geni_reload"),
    UPDATE_USERS("geni_update_users");

    private final String geniName;

    OperationalAction(String geniName) {
        this.geniName = geniName;
    }

    /** The action as an event of a sliver's life. */
    public SliverEvent event() {
        return switch (this) {
            case START -> SliverEvent.START;
            case STOP -> SliverEvent.STOP;
            case RESTART -> SliverEvent.RESTART;
            case RELOAD -> SliverEvent.RELOAD;
            case UPDATE_USERS -> SliverEvent.UPDATE_USERS;
        };
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
