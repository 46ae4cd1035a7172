// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Counts what each caller has used of something in the current interval. Intervals follow one another without a gap. */
final class CallerBudget {
    /** Callers beyond these share the count of one. */
    static final int CALLERS = 1000;

    private static final String OTHERS = "";

    private final InstantSource clock;
    private final Duration interval;
    /** Guarded by this. */
    private final Map<String, Integer> used = new HashMap<>();

    private long current;

    CallerBudget(InstantSource clock, Duration interval) {
        this.clock = clock;
        this.interval = interval;
    }

    /**
     * Counts.
     *
     * @param amount at least 1
     * @return what the caller has used in this interval, with the amount
     */
    synchronized int use(String caller, int amount) {
        long now = clock.instant().getEpochSecond() / interval.toSeconds();
        if (now != current) {
            current = now;
            used.clear();
        }
        boolean room = used.containsKey(caller) || used.size() < CALLERS;
        return used.merge(room ? caller : OTHERS, amount, CallerBudget::sum);
    }

    /** The sum, or the largest int. */
    private static int sum(int one, int other) {
        return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
    }
}
