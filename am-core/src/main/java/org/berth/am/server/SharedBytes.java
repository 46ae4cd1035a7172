// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Memory that all callers share. One call of a caller gets what it needs, as far as there is any; with more than one at a time a
 * caller gets an eighth of the memory.
 */
final class SharedBytes {
    private final long limit;
    private final Duration patience;
    private final Map<String, Long> takenBy = new HashMap<>();
    private long taken;

    /** @param patience how long one waits for memory that others have */
    SharedBytes(long limit, Duration patience) {
        this.limit = limit;
        this.patience = patience;
    }

    /**
     * Takes memory.
     *
     * @param held what the call has already
     * @return false if it does not become free in time
     */
    synchronized boolean take(String caller, long held, long bytes) {
        if (bytes == 0) {
            return true;
        }
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!isFree(caller, held, bytes)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        add(caller, bytes);
        return true;
    }

    private boolean isFree(String caller, long held, long bytes) {
        long own = takenBy.getOrDefault(caller, 0L);
        return taken + bytes <= limit && (own == held || own + bytes <= limit / 8);
    }

    /** Takes memory whether or not it is free: for what is there already and cannot be refused any more. */
    synchronized void add(String caller, long bytes) {
        if (bytes == 0) {
            return;
        }
        taken += bytes;
        takenBy.merge(caller, bytes, (own, more) -> own + more == 0 ? null : Long.valueOf(own + more));
        notifyAll();
    }

    /** The bytes that all callers together have taken. */
    synchronized long taken() {
        return taken;
    }

    /** Gives back what was taken. */
    void giveBack(String caller, long bytes) {
        add(caller, -bytes);
    }
}
