// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.store.HostTable.Taken;
import org.berth.dockermaster.HostDescription;

/** The properties of a host and the capacity that it has left, while one request is placed. */
final class HostCapacity {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final double MILLIS = 1000;

    private final Host host;
    private final boolean exclusiveOnShared;
    private final int allSlots;
    private int slots;
    private int placed;
    private long memoryBytes;
    private long millicpus;

    /**
     * @param exclusiveOnShared whether a shared host serves {@code exclusive="true"}
     */
    HostCapacity(Host host, Taken taken, boolean exclusiveOnShared) {
        this.host = host;
        this.exclusiveOnShared = exclusiveOnShared;
        int pool = host.description().map(HostDescription::usableSlots).orElse(0);
        allSlots = host.exclusive() ? Math.min(pool, 1) : pool;
        slots = allSlots - taken.slots();
        memoryBytes = left(host.memoryBytes(), taken.memoryBytes());
        millicpus = left(host.millicpus(), taken.millicpus());
    }

    /** Returns the rest of a resource; a resource that the host does not report has no limit. */
    private static long left(long all, long taken) {
        return all == 0 ? Long.MAX_VALUE : Math.max(0, all - taken);
    }

    Host host() {
        return host;
    }

    int freeSlots() {
        return slots;
    }

    /** Returns the number of nodes of this request that were placed on the host. */
    int placed() {
        return placed;
    }

    void take(Demand demand) {
        placed++;
        slots--;
        memoryBytes -= demand.memoryBytes();
        millicpus -= demand.millicpus();
    }

    /** Returns whether the host could serve the node if it had the capacity. */
    boolean suits(Demand demand) {
        return unlike(demand).isEmpty();
    }

    /** Returns whether the node fits on the host now. */
    boolean hasRoomFor(Demand demand) {
        return host.accepts() && shortOf(demand).isEmpty();
    }

    /**
     * Returns the reason why the node does not go on the host now, for the user: the host does not suit, is closed, or
     * has no room.
     */
    String lack(Demand demand) {
        return unlike(demand).or(this::closed).or(() -> shortOf(demand)).orElse("has room");
    }

    private Optional<String> unlike(Demand demand) {
        if (demand.exclusive() && !host.exclusive() && !exclusiveOnShared) {
            return Optional.of("is shared, not exclusive");
        }
        if (!demand.exclusive() && host.exclusive()) {
            return Optional.of("is only for exclusive=\"true\"");
        }
        List<String> asked = demand.hardwareTypes();
        if (!asked.isEmpty() && Collections.disjoint(asked, Hardware.types(host))) {
            return Optional.of("is of hardware_type " + String.join(", ", Hardware.types(host)));
        }
        return demand.unsuited(host);
    }

    private Optional<String> closed() {
        if (host.accepts()) {
            return Optional.empty();
        }
        return Optional.of(host.downSince()
                .map(since -> "has not been reachable since " + since)
                .orElse(
                        host.cannotStart().isPresent()
                                ? "can start no container now"
                                : "takes nothing new now, its administrator says"));
    }

    private Optional<String> shortOf(Demand demand) {
        if (slots <= 0) {
            return Optional.of(
                    host.exclusive()
                            ? "is taken by another sliver"
                            : "has no free slot, all " + allSlots + " are taken");
        }
        if (demand.memoryBytes() > memoryBytes) {
            return Optional.of("has " + memoryBytes / MEBIBYTE + " MiB of memory left, and sliver_type "
                    + demand.sliverType() + " takes " + demand.memoryBytes() / MEBIBYTE);
        }
        if (demand.millicpus() > millicpus) {
            return Optional.of("has " + millicpus / MILLIS + " CPUs left, and sliver_type " + demand.sliverType()
                    + " takes " + demand.millicpus() / MILLIS);
        }
        return Optional.empty();
    }
}
