// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One turn for each caller: of a caller's calls one goes on at a time, and the others wait in their order. */
final class CallerTurns {
    private final ConcurrentHashMap<String, Turn> callers = new ConcurrentHashMap<>();

    /**
     * Takes the caller's turn, and waits for it.
     *
     * @param end until when to wait, as {@link System#nanoTime} counts
     * @return false if it does not come in time
     */
    boolean take(String caller, long end) {
        Turn turn = callers.compute(caller, (name, known) -> (known == null ? new Turn() : known).join());
        if (acquire(turn.one, 1, end)) {
            return true;
        }
        leave(caller);
        return false;
    }

    /** Gives back a turn that was taken. */
    void giveBack(String caller) {
        callers.computeIfPresent(caller, (name, turn) -> {
            turn.one.release();
            return turn;
        });
        leave(caller);
    }

    private void leave(String caller) {
        callers.computeIfPresent(caller, (name, turn) -> turn.leave() ? null : turn);
    }

    /** Acquires permits of a semaphore; false if they do not become free until {@code end}. */
    static boolean acquire(Semaphore semaphore, int permits, long end) {
        try {
            return semaphore.tryAcquire(permits, Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Changed only within {@link ConcurrentHashMap#compute}. */
    private static final class Turn {
        private final Semaphore one = new Semaphore(1, true);
        private int calls;

        private Turn join() {
            calls++;
            return this;
        }

        private boolean leave() {
            calls--;
            return calls == 0;
        }
    }
}
