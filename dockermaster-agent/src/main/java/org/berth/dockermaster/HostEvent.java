// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.time.Instant;

/**
 * Something happened on a host. A hint to look, not a record: one may be lost.
 *
 * @param kind what happened
 * @param sliver the URN of the sliver that it happened to, empty if to the whole host
 * @param text more of it for people, e.g. an exit code or a step's name; may be empty
 * @param at by the host's clock
 */
public record HostEvent(Kind kind, String sliver, String text, Instant at) {
    /** The kinds of event. */
    public enum Kind {
        /** A container ended, whoever ended it. */
        DIED,
        /** A container runs again. */
        STARTED,
        /** A container had more than its type's memory, and a process of it was killed. */
        OUT_OF_MEMORY,
        /** A container was removed. */
        REMOVED,
        /** An image is being made or fetched; the text names the step. */
        IMAGE_PROGRESS,
        /** The host dropped events because this listener was slow, or began anew: look at everything. */
        MISSED
    }
}
