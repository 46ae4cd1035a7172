// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.berth.dockermaster.DiskCondition;

/** The note in a sliver's error that its disk is nearly full or more; it stands there for as long as its host says so. */
public final class DiskNote {
    private static final Pattern NOTE = Pattern.compile("(; )?disk (nearly )?full: [^;]*");
    private static final double GIBIBYTE = 1L << 30;

    private DiskNote() {}

    public static String of(DiskCondition disk) {
        String limit = String.format(Locale.ROOT, "%.1f GiB of its sliver type", disk.limitBytes() / GIBIBYTE);
        Instant at = disk.at().truncatedTo(ChronoUnit.SECONDS);
        return switch (disk.level()) {
            case NEARLY_FULL ->
                "disk nearly full: it has written more than 90 % of the " + limit + ", and is stopped when it has all";
            case FULL ->
                "disk full: it has written more than the " + limit + ", and is stopped at " + at
                        + " unless files are removed";
            case STOPPED ->
                "disk full: it was stopped at " + at + " since it has written more than the " + limit
                        + ", geni_start lets it run for 15 minutes to remove files";
        };
    }

    /** An error with another note instead of the one that is in it, if any; with none if the note is empty. */
    public static String in(String error, String note) {
        String without = NOTE.matcher(error).replaceAll("").replaceFirst("^; ", "");
        return note.isEmpty() || without.isEmpty() ? without + note : without + "; " + note;
    }
}
