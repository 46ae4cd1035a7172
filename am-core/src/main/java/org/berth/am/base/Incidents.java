// SPDX-License-Identifier: Apache-2.0
package org.berth.am.base;

import java.time.InstantSource;
import java.util.UUID;
import org.berth.base.RateLimitedLog;
import org.slf4j.Logger;

/**
 * Unexpected failures of one part of the AM. Each gets an id: whoever made the request is told the id alone, and the log has
 * the failure under it, unless there are too many in a minute.
 */
public final class Incidents {
    private final Logger log;
    private final RateLimitedLog lines = new RateLimitedLog(InstantSource.system());

    /** @param log of the part that they happen in */
    public Incidents(Logger log) {
        this.log = log;
    }

    /**
     * Logs a failure at ERROR, with its stack trace, under a new id.
     *
     * @param what failed, for the log: a few words, without line breaks
     * @return a sentence with the id, for whoever made the request
     */
    public String report(String what, Throwable failure) {
        String id = UUID.randomUUID().toString();
        lines.write(
                () -> log.error("incident={} {} failed", id, what, failure),
                () -> log.error("more incidents: no more lines of them until this minute ends"));
        return "internal error, incident " + id;
    }
}
