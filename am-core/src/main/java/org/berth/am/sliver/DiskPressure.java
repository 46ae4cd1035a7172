// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.berth.dockermaster.DiskCondition;

/** The text of {@link Condition#DISK_PRESSURE}. */
public final class DiskPressure {
    private static final double GIBIBYTE = 1L << 30;

    private DiskPressure() {}

    public static String text(DiskCondition disk) {
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
}
