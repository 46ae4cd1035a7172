// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waiting for threads that were interrupted, so that what they use is not closed under them. */
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);
    private static final int SECONDS = 10;

    private Closing() {}

    static void await(ExecutorService interrupted) {
        try {
            if (!interrupted.awaitTermination(SECONDS, TimeUnit.SECONDS)) {
                log.warn("work did not end within {} s; it is taken up again at the next start", SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
