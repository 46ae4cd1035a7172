// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.berth.am.AmException;
import org.berth.am.GeniCode;

/**
 * The memory for making large answers, shared by all calls. A caller makes one large answer at a time, and callers take turns:
 * one who asks for large ones again and again waits for itself, and others wait for one of its answers at most.
 */
final class AnswerMemory {
    /** Smaller answers never wait. All workers together make that many of them in a few MiB. */
    private static final long SMALL = 1 << 20;

    private static final int UNIT = 1024;

    private final int units;
    private final Semaphore free;
    private final Duration patience;
    private final CallerTurns turns = new CallerTurns();

    /**
     * @param bytes for all large answers together
     * @param patience how long a call waits for its part
     */
    AnswerMemory(long bytes, Duration patience) {
        units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
        free = new Semaphore(units, true);
        this.patience = patience;
    }

    /** A part of the memory. */
    @FunctionalInterface
    interface Part {
        /** Gives it back; once. */
        void giveBack();
    }

    /**
     * Takes a part, and waits for it if others have it. An answer that is larger than all of the memory is made alone.
     *
     * @param caller who is to wait for its own answers
     * @throws AmException 14 if there is none in time
     */
    Part take(String caller, long bytes) {
        if (bytes <= SMALL) {
            return () -> {};
        }
        long end = System.nanoTime() + patience.toNanos();
        if (!turns.take(caller, end)) {
            throw busy();
        }
        int taken = (int) Math.min(units, bytes / UNIT);
        if (!CallerTurns.acquire(free, taken, end)) {
            turns.giveBack(caller);
            throw busy();
        }
        return () -> {
            free.release(taken);
            turns.giveBack(caller);
        };
    }

    private static AmException busy() {
        return new AmException(
                GeniCode.BUSY, "too many large RSpecs are being written at the same time; try again in a moment");
    }
}
