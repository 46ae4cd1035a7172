// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.store.HostTable.Taken;
import org.berth.dockermaster.HostDescription;

/** What a host is and has left, while one request is placed. */
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

    /** What a host does not tell is no limit. */
    private static long left(long all, long taken) {
        return all == 0 ? Long.MAX_VALUE : Math.max(0, all - taken);
    }

    Host host() {
        return host;
    }

    int freeSlots() {
        return slots;
    }

    /** How many nodes of this request were placed on it. */
    int placed() {
        return placed;
    }

    void take(ResourceRequirements needs) {
        placed++;
        slots--;
        memoryBytes -= needs.memoryBytes();
        millicpus -= needs.millicpus();
    }

    /** Whether the host is one that the node could be on, if there were room. */
    boolean suits(ResourceRequirements needs) {
        return unlike(needs).isEmpty();
    }

    /** Whether the node can be on the host now. */
    boolean hasRoomFor(ResourceRequirements needs) {
        return host.accepts() && shortOf(needs).isEmpty();
    }

    /** What keeps the node from the host now, for the user; it does not suit, or has no room. */
    String lack(ResourceRequirements needs) {
        return unlike(needs).or(this::closed).or(() -> shortOf(needs)).orElse("has room");
    }

    private Optional<String> unlike(ResourceRequirements needs) {
        if (needs.exclusive() && !host.exclusive() && !exclusiveOnShared) {
            return Optional.of("is shared, not exclusive");
        }
        if (!needs.exclusive() && host.exclusive()) {
            return Optional.of("is only for exclusive=\"true\"");
        }
        List<String> asked = needs.node().hardwareTypes();
        if (!asked.isEmpty() && Collections.disjoint(asked, Hardware.types(host))) {
            return Optional.of("is of hardware_type " + String.join(", ", Hardware.types(host)));
        }
        Optional<String> withheld = host.description()
                .filter(known -> !known.offers(needs.type()))
                .flatMap(HostDescription::networkProblem);
        if (withheld.isPresent()) {
            return Optional.of("does not offer sliver_type " + needs.type().name() + " (" + withheld.get() + ")");
        }
        boolean hasImage = needs.image().isEmpty()
                || host.description()
                        .filter(known -> known.images().contains(needs.image()))
                        .isPresent();
        return hasImage
                ? host.description().flatMap(known -> known.limits().refusal(needs.type(), needs.image()))
                : Optional.of("does not have disk_image '" + needs.image() + "'");
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

    private Optional<String> shortOf(ResourceRequirements needs) {
        if (slots <= 0) {
            return Optional.of(
                    host.exclusive()
                            ? "is taken by another sliver"
                            : "has no free slot, all " + allSlots + " are taken");
        }
        if (needs.memoryBytes() > memoryBytes) {
            return Optional.of("has " + memoryBytes / MEBIBYTE + " MiB of memory left, and sliver_type "
                    + needs.type().name() + " takes " + needs.memoryBytes() / MEBIBYTE);
        }
        if (needs.millicpus() > millicpus) {
            return Optional.of("has " + millicpus / MILLIS + " CPUs left, and sliver_type "
                    + needs.type().name() + " takes " + needs.millicpus() / MILLIS);
        }
        return Optional.empty();
    }
}
