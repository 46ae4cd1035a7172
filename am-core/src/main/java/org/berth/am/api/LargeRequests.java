// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;

/**
 * Reads large RSpecs by turns. A document takes many times its length while it is read, and a compressed one much more
 * than that: with as many of them as there are workers, no heap would be large enough. A caller has one read at a time, so that
 * nobody has all the turns.
 */
final class LargeRequests {
    /** Some hundred nodes. */
    private static final int SMALL_CHARACTERS = 30_000;

    private static final int AT_THE_SAME_TIME = 2;

    private final CallerTurns turns = new CallerTurns();
    private final Semaphore places = new Semaphore(AT_THE_SAME_TIME, true);
    private final Duration patience;

    /** @param patience how long one waits for its turn */
    LargeRequests(Duration patience) {
        this.patience = patience;
    }

    /**
     * Does something with an RSpec, when it is its turn.
     *
     * @param caller whose RSpec it is
     * @throws AmException 14 if that does not come in time
     */
    <T> T inTurn(String caller, String rspec, boolean compressed, Supplier<T> use) {
        if (!compressed && rspec.length() <= SMALL_CHARACTERS) {
            return use.get();
        }
        long end = System.nanoTime() + patience.toNanos();
        if (!turns.take(caller, end)) {
            throw busy();
        }
        try {
            if (!CallerTurns.acquire(places, 1, end)) {
                throw busy();
            }
            try {
                return use.get();
            } finally {
                places.release();
            }
        } finally {
            turns.giveBack(caller);
        }
    }

    private static AmException busy() {
        return new AmException(
                GeniCode.BUSY, "too many large or compressed RSpecs at the same time; try again in a moment");
    }
}
