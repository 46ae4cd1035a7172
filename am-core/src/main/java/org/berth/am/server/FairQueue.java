// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Calls that wait for a worker, in a line for each caller: the lines take turns, so that a caller waits for its own calls, and for
 * one of each other caller. Not safe for several threads.
 */
final class FairQueue {
    private final int places;
    private final int atOnce;
    private final Map<String, Deque<Waiting>> lines = new LinkedHashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private int waiting;

    /**
     * @param places for waiting calls, of all callers together
     * @param atOnce how many calls of one caller may be carried out at the same time
     */
    FairQueue(int places, int atOnce) {
        this.places = places;
        this.atOnce = atOnce;
    }

    /**
     * A call that was received.
     *
     * @param caller whose
     * @param call carries it out
     * @param turnedAway is run instead, if there is no place for it any more
     */
    record Waiting(String caller, Runnable call, Runnable turnedAway) {}

    /** Takes a call in. */
    void add(Waiting call) {
        lines.computeIfAbsent(call.caller(), caller -> new ArrayDeque<>()).add(call);
        waiting++;
    }

    /** Takes out the call to be turned away, the last one in the longest line; empty if there are places for all. */
    Optional<Waiting> surplus() {
        if (waiting <= places) {
            return Optional.empty();
        }
        Deque<Waiting> longest = lines.values().stream()
                .max(Comparator.comparingInt(Deque::size))
                .orElseThrow();
        Waiting last = longest.removeLast();
        left(last.caller(), longest);
        return Optional.of(last);
    }

    /** The next call to carry out; it runs from now on. Empty if there is none, or none that may run beside those that do. */
    Optional<Waiting> next() {
        Iterator<Map.Entry<String, Deque<Waiting>>> turns = lines.entrySet().iterator();
        while (turns.hasNext()) {
            Map.Entry<String, Deque<Waiting>> turn = turns.next();
            String caller = turn.getKey();
            Deque<Waiting> line = turn.getValue();
            if (running.getOrDefault(caller, 0) < atOnce) {
                Waiting first = line.removeFirst();
                // To the end of the turns.
                turns.remove();
                lines.put(caller, line);
                left(caller, line);
                running.merge(caller, 1, Integer::sum);
                return Optional.of(first);
            }
        }
        return Optional.empty();
    }

    /** A call of that caller runs no more. */
    void ended(String caller) {
        running.computeIfPresent(caller, (name, calls) -> calls == 1 ? null : calls - 1);
    }

    private void left(String caller, Deque<Waiting> line) {
        waiting--;
        if (line.isEmpty()) {
            lines.remove(caller);
        }
    }
}
