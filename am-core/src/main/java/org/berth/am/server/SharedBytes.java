package org.berth.am.server;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Memory that all callers share. No caller gets more than half of it. */
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

    /** Takes memory; false if it does not become free in time. */
    synchronized boolean take(String caller, long bytes) {
        if (bytes == 0) {
            return true;
        }
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!isFree(caller, bytes)) {
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
        taken += bytes;
        takenBy.merge(caller, bytes, Long::sum);
        return true;
    }

    private boolean isFree(String caller, long bytes) {
        long own = takenBy.getOrDefault(caller, 0L);
        return taken + bytes <= limit && own + bytes <= limit / 2;
    }

    /** Gives back what was taken. */
    synchronized void giveBack(String caller, long bytes) {
        taken -= bytes;
        takenBy.computeIfPresent(caller, (name, own) -> own == bytes ? null : Long.valueOf(own - bytes));
        notifyAll();
    }
}
