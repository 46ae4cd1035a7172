// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Waiting for something that nobody tells us of. */
final class Waiting {
    /** The time that a container has for what should take a second. */
    static final long SECONDS = 60;

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    /** For what somebody waits for. */
    private static final long READY_SOON_MILLIS = 20;

    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    private Waiting() {}

    /**
     * Asks until the answer is yes, in growing intervals.
     *
     * @return whether it was within {@link #SECONDS}; a stretch of time, which no clock that can be set may tell
     */
    static boolean until(BooleanSupplier condition) {
        return until(condition, SECONDS);
    }

    /** The same within so many seconds. */
    static boolean until(BooleanSupplier condition, long seconds) {
        long start = System.nanoTime();
        for (int i = 0; !condition.getAsBoolean(); i++) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(seconds)) {
                return false;
            }
            pause(i, READY_SOON_MILLIS);
        }
        return true;
    }

    /** A pause before the next look, the longer the more looks there were. */
    static void pause(int looks) {
        pause(looks, SHORTEST_PAUSE_MILLIS);
    }

    private static void pause(int looks, long shortest) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, shortest * (1L + looks)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, "waiting: interrupted", e);
        }
    }
}
