// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.berth.am.store.SliverRow;

/** The text of {@link Condition#OUT_OF_MEMORY}. */
public final class OutOfMemory {
    private static final long MEBIBYTE = 1024 * 1024;

    private OutOfMemory() {}

    public static String text(SliverRow.Place place, Instant at) {
        String limit = place.memoryBytes() > 0
                ? "it had more than the " + place.memoryBytes() / MEBIBYTE + " MiB of its sliver type"
                : "it had more than host " + place.host() + " gives to one of its sliver type, or has left";
        return "out of memory at " + at.truncatedTo(ChronoUnit.SECONDS) + ": " + limit + ", and a process was killed";
    }
}
