package org.berth.am.enroll;

import java.net.SocketAddress;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each agent that is refused, up to a number in each minute, so that nobody fills a disk from outside. */
final class RefusalLog {
    static final int LINES_PER_MINUTE = 30;

    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
    private static final int SECONDS = 60;

    private final InstantSource clock;
    private long minute;
    private int count;

    RefusalLog(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(SocketAddress peer, String reason) {
        long now = clock.instant().getEpochSecond() / SECONDS;
        if (now != minute) {
            minute = now;
            count = 0;
        }
        count++;
        if (count <= LINES_PER_MINUTE) {
            LOG.warn("enrolment refused peer={} reason=\"{}\"", peer, reason);
        } else if (count == LINES_PER_MINUTE + 1) {
            LOG.warn("enrolment refused peer={}, as more than {} others this minute", peer, LINES_PER_MINUTE);
        }
    }
}
