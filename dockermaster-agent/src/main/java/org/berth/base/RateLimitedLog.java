// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import java.time.InstantSource;

/** So many lines of a kind in each minute and no more, so that nobody fills a disk from outside. */
public final class RateLimitedLog {
    /** More than one peer makes that is refused time and again. */
    public static final int LINES_PER_MINUTE = 60;

    private static final int SECONDS = 60;

    private final InstantSource clock;
    private long minute;
    private int count;

    public RateLimitedLog(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Writes a line, unless there were as many in this minute.
     *
     * @param line writes it
     * @param last is run instead for the first that is too much: says that no more of them are written until the minute ends
     */
    public synchronized void write(Runnable line, Runnable last) {
        long now = clock.instant().getEpochSecond() / SECONDS;
        if (now != minute) {
            minute = now;
            count = 0;
        }
        count++;
        if (count <= LINES_PER_MINUTE) {
            line.run();
        } else if (count == LINES_PER_MINUTE + 1) {
            last.run();
        }
    }
}
