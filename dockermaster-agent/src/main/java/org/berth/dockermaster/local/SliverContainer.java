// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.Optional;
import java.util.OptionalLong;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.state.Counts;
import org.berth.dockermaster.state.DiskUse;
import org.berth.dockermaster.state.Reservation;

/**
 * A container with Berth's labels, as the engine lists it.
 *
 * @param id the engine's id
 * @param labels what its labels tell
 * @param power whether it runs
 * @param detail the engine's words on its state
 * @param watchedDisk how many bytes it may write to its disk, where this host watches that
 */
record SliverContainer(String id, Reservation labels, Power power, String detail, OptionalLong watchedDisk) {
    /** The same after it was stopped. */
    SliverContainer stopped() {
        return new SliverContainer(id, labels, Power.STOPPED, detail, watchedDisk);
    }

    /**
     * Returns the sliver as it is reported to the AM.
     *
     * @param counts of whichever generation
     * @param disk of whichever generation
     */
    FoundSliver found(Optional<Counts> counts, Optional<DiskUse> disk) {
        Counts own = counts.filter(known -> known.generation() == labels.generation())
                .orElse(Counts.none(labels.generation()));
        return new FoundSliver(
                labels.am(),
                labels.sliver(),
                labels.slice(),
                labels.node(),
                labels.type(),
                labels.generation(),
                labels.endpoint(),
                labels.image(),
                own.restarts(),
                own.userChanges(),
                power,
                detail,
                disk.filter(use -> use.generation() == labels.generation()).map(DiskUse::condition));
    }
}
