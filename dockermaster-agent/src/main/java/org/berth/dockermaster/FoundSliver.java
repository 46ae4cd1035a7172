// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.Optional;

/**
 * A container with Berth's labels, as the engine tells it.
 *
 * @param am label {@code org.berth.am}
 * @param sliver the sliver's URN
 * @param slice the slice's URN
 * @param node the request node's client_id
 * @param type the container type's name
 * @param generation the generation it was made for
 * @param endpoint where it is reached
 * @param image the image's name it was made from
 * @param power whether it runs
 * @param restarts how many of its generation's restarts were carried out; 0 if this host has forgotten
 * @param userChanges how often its accounts were changed; 0 if this host has forgotten
 * @param detail the engine's own words on its state, e.g. {@code Exited (137) 2 minutes ago}
 * @param disk present where it has written nearly all that it may, or more
 */
public record FoundSliver(
        String am,
        String sliver,
        String slice,
        String node,
        String type,
        int generation,
        Endpoint endpoint,
        String image,
        int restarts,
        int userChanges,
        Power power,
        String detail,
        Optional<DiskCondition> disk) {
    /** The power states of a container. */
    public enum Power {
        /** Created, and not started to the end: creation was interrupted. */
        INCOMPLETE,
        RUNNING,
        STOPPED,
        /** Frozen by something other than Berth; it runs on when that is undone. */
        PAUSED
    }
}
