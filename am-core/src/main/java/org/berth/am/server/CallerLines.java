package org.berth.am.server;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** So many lines of the log for each caller in a minute, so that nobody fills a disk with calls. */
final class CallerLines {
    static final int LINES_PER_MINUTE = 600;

    /** Those beyond share the lines of one. */
    static final int CALLERS = 1000;

    private static final String OTHERS = "";
    private static final int SECONDS = 60;

    private final InstantSource clock;
    private final Map<String, Integer> lines = new HashMap<>();
    private long minute;

    CallerLines(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Writes a line, unless the caller had as many in this minute.
     *
     * @param last is run instead for the first that is too much
     */
    synchronized void write(String caller, Runnable line, Runnable last) {
        long now = clock.instant().getEpochSecond() / SECONDS;
        if (now != minute) {
            minute = now;
            lines.clear();
        }
        boolean room = lines.containsKey(caller) || lines.size() < CALLERS;
        int count = lines.merge(room ? caller : OTHERS, 1, Integer::sum);
        if (count <= LINES_PER_MINUTE) {
            line.run();
        } else if (count == LINES_PER_MINUTE + 1) {
            last.run();
        }
    }
}
