// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;
import java.time.InstantSource;

/** So many lines of the log for each caller in a minute, so that nobody fills a disk with calls. */
final class CallerLines {
    static final int LINES_PER_MINUTE = 600;

    private final CallerBudget budget;

    CallerLines(InstantSource clock) {
        budget = new CallerBudget(clock, Duration.ofMinutes(1));
    }

    /**
     * Writes a line, unless the caller had as many in this minute.
     *
     * @param last is run instead for the first that is too much
     */
    void write(String caller, Runnable line, Runnable last) {
        int count = budget.use(caller, 1);
        if (count <= LINES_PER_MINUTE) {
            line.run();
        } else if (count == LINES_PER_MINUTE + 1) {
            last.run();
        }
    }
}
