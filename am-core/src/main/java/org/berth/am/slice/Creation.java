// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.Sliver;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/**
 * AM API v2, CreateSliver: Allocate and Provision in one transaction, so that there is no moment at which half of it is
 * done, and nothing to be given back.
 */
final class Creation {
    private final Store store;
    private final Reservations reservations;
    private final Provisioning provisioning;
    private final Views views;
    private final Clock clock;

    Creation(Store store, Reservations reservations, Provisioning provisioning, Views views, Clock clock) {
        this.store = store;
        this.reservations = reservations;
        this.provisioning = provisioning;
        this.views = views;
        this.clock = clock;
    }

    Described create(Target target, Requester requester, String text, Optional<Instant> end, List<User> users) {
        Urn slice = target.slice();
        Instant now = clock.instant();
        Reservations.Request request = reservations.read(slice, text, requester.until(), end, now);
        return store.write(tables -> {
                    Selection.requireNotShutDown(tables, slice);
                    requireNoSlivers(tables, target, now);
                    SliceBounds bounds = SliceBounds.of(tables, slice);
                    List<Sliver> running = reservations.reserve(tables, target, requester.user(), request, now).stream()
                            .map(sliver ->
                                    provisioning.provision(tables, bounds, sliver, requester.until(), end, users, now))
                            .toList();
                    return views.snapshot(tables, slice, running);
                })
                .described();
    }

    private static void requireNoSlivers(Tables tables, Target target, Instant now) {
        if (!Selection.live(tables, target, now).isEmpty()) {
            throw new AmException(
                    GeniCode.ALREADYEXISTS,
                    "slice " + target.slice()
                            + " has slivers here already; delete them first, or add to them with AM API v3");
        }
    }
}
