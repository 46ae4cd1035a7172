// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

/**
 * The result codes that Berth sends (AM API v3, return codes). Old clients throw on any other number than 0 to 17 and
 * 24, so detail belongs in the message, not in new codes.
 */
public enum GeniCode {
    SUCCESS(0),
    BADARGS(1),
    ERROR(2),
    FORBIDDEN(3),
    BADVERSION(4),
    SERVERERROR(5),
    TOOBIG(6),
    REFUSED(7),
    DBERROR(9),
    UNAVAILABLE(11),
    SEARCHFAILED(12),
    UNSUPPORTED(13),
    /** Makes old jFed try again for ever: only for conflicts that pass by themselves. */
    BUSY(14),
    EXPIRED(15),
    ALREADYEXISTS(17);

    private final int number;

    GeniCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }
}
