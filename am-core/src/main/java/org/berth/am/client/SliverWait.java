// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.berth.base.Printable;
import org.berth.rspec.Urn;

/** Waits for slivers by asking for their status again and again. */
public final class SliverWait {
    private final Clock clock;
    private final Duration pause;

    /**
     * Waits by this clock.
     *
     * @param pause between two questions
     */
    public SliverWait(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Waits until no sliver changes any more by itself.
     *
     * @param changes is told each state a sliver is seen in, once
     * @return the slivers, none of which has failed
     * @throws WaitException if one has failed, or the limit is over
     */
    public List<SliverReport> await(AmClient client, List<Urn> targets, Duration limit, Consumer<String> changes)
            throws InterruptedException {
        Instant end = clock.instant().plus(limit);
        Map<String, String> seen = new LinkedHashMap<>();
        while (true) {
            List<SliverReport> slivers = SliverReport.of(client.status(targets));
            for (SliverReport sliver : slivers) {
                String state = sliver.operational();
                if (!state.equals(seen.put(sliver.urn(), state))) {
                    changes.accept(Printable.line(state) + "  " + Printable.line(sliver.urn()));
                }
            }
            if (slivers.stream().allMatch(SliverReport::isSettled)) {
                refuseFailed(slivers);
                return slivers;
            }
            if (!clock.instant().isBefore(end)) {
                throw new WaitException("not ready after " + limit.toSeconds() + " s; berth client status tells more");
            }
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
        }
    }

    private static void refuseFailed(List<SliverReport> slivers) {
        String failed = slivers.stream()
                .filter(SliverReport::isFailed)
                .map(sliver -> Printable.line(sliver.urn()) + " failed: " + Printable.lines(sliver.error()))
                .collect(Collectors.joining("; "));
        if (!failed.isEmpty()) {
            throw new WaitException(failed);
        }
    }

    /** A sliver has failed, or takes too long. */
    public static final class WaitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WaitException(String message) {
            super(message);
        }
    }
}
