// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.time.Instant;

/**
 * A container has written much of what its type's disk limit allows, or more.
 *
 * @param level how much
 * @param limitBytes what it may write
 * @param at since when it is nearly full; until when a full one may run; when it was stopped
 */
public record DiskCondition(Level level, long limitBytes, Instant at) {
    /** The levels of use of a container's disk. */
    public enum Level {
        /** At 90 % of the limit or more. */
        NEARLY_FULL,
        /** Beyond the limit; started for its owner to remove files, until {@link DiskCondition#at}. */
        FULL,
        /** The host stopped it, since it was beyond the limit. */
        STOPPED
    }
}
