// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.store.SliverRow;

/**
 * The note in a sliver's error that it had more memory than it may: kept until its owner acts on it, since a container that
 * died of it runs again soon after and would look as if nothing had happened.
 */
public final class OutOfMemory {
    private static final String BEGINNING = "out of memory at ";
    private static final Pattern NOTE = Pattern.compile(BEGINNING + "[^;]*");
    private static final long MEBIBYTE = 1024 * 1024;

    private OutOfMemory() {}

    public static String note(SliverRow.Place place, Instant at) {
        String limit = place.memoryBytes() > 0
                ? "it had more than the " + place.memoryBytes() / MEBIBYTE + " MiB of its sliver type"
                : "it had more than host " + place.host() + " gives to one of its sliver type, or has left";
        return BEGINNING + at.truncatedTo(ChronoUnit.SECONDS) + ": " + limit + ", and a process was killed";
    }

    /** The note in an error, empty if there is none. */
    public static String noteIn(String error) {
        Matcher note = NOTE.matcher(error);
        return note.find() ? note.group() : "";
    }

    /** An error with a note; an earlier note in it is replaced. */
    public static String join(String error, String note) {
        String before = noteIn(error);
        if (note.isEmpty()) {
            return error;
        }
        return before.isEmpty() ? error.isEmpty() ? note : error + "; " + note : error.replace(before, note);
    }
}
