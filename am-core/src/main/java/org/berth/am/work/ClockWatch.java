// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.berth.am.store.Store;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether the machine's clock can be trusted when it says that leases have ended. It compares the clock with
 * the time since the machine started, which nobody sets: where the two part by more than a minute, the clock was set,
 * or the machine slept. Then the clock is not trusted until it is back, or for ten minutes, in which an admin can put
 * it right.
 *
 * <p>Over a restart there is no such time to compare with. So the time is stored each minute: a clock that is behind it
 * at the start is not trusted either; one that is ahead only shows that the AM was down.
 */
public final class ClockWatch {
    private static final Logger log = LoggerFactory.getLogger(ClockWatch.class);
    private static final Duration JUMP = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration KEPT_EVERY = Duration.ofMinutes(1);
    private static final String LAST_SEEN = "last_seen";

    private final Store store;
    private final InstantSource clock;
    private final LongSupplier nanos;

    /** The time, by a trusted clock, at which the other one was at 0; empty before the first check. */
    private @Nullable Instant origin;

    /** True if the origin is only known to be no earlier. */
    private boolean atLeast;

    private @Nullable Doubt doubt;
    private @Nullable Duration kept;

    /**
     * @param nanos time since some moment, in nanoseconds, that goes on whatever the clock does
     */
    public ClockWatch(Store store, InstantSource clock, LongSupplier nanos) {
        this.store = store;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * A clock that is not believed.
     *
     * @param origin of the other clock, as this one has it
     * @param since by the other clock
     * @param by how far it is from where it should be
     */
    private record Doubt(Instant origin, Duration since, Duration by) {}

    /** Compares the clocks; to be called every few seconds. */
    synchronized void look() {
        Duration monotonic = Duration.ofNanos(nanos.getAsLong());
        Instant now = clock.instant();
        Instant found = now.minus(monotonic);
        if (origin == null) {
            begin(now, monotonic);
        }
        if (doubt == null) {
            compare(found, monotonic);
        } else {
            reconsider(found, monotonic);
        }
        if (doubt == null) {
            keep(now, monotonic);
        }
    }

    /** A sentence for the admin while the clock is doubted; empty while it is believed. */
    synchronized Optional<String> doubt() {
        return Optional.ofNullable(doubt)
                .map(now -> "the clock jumped by " + now.by()
                        + ": no lease ends until it is back, or ten minutes have passed");
    }

    private void begin(Instant now, Duration monotonic) {
        Optional<Instant> last =
                store.read(tables -> tables.meta().find(LAST_SEEN)).map(Instant::parse);
        atLeast = last.filter(time -> time.minus(JUMP).isAfter(now)).isPresent();
        origin = (atLeast ? last.orElseThrow() : now).minus(monotonic);
    }

    private void compare(Instant found, Duration monotonic) {
        if (isNear(found, believed())) {
            origin = found; // The two drift, and clocks are adjusted by little.
        } else {
            suspect(found, monotonic);
        }
    }

    private void reconsider(Instant found, Duration monotonic) {
        Doubt now = Objects.requireNonNull(doubt);
        if (isNear(found, believed()) || (atLeast && found.isAfter(believed()))) {
            log.warn("the clock is where it was before it jumped; leases end in time again");
            believe(found);
        } else if (!isNear(found, now.origin())) {
            suspect(found, monotonic);
        } else if (monotonic.minus(now.since()).compareTo(PATIENCE) >= 0) {
            log.warn(
                    "the clock jumped by {} and has stayed there, so it is believed; leases end in time again",
                    now.by());
            believe(found);
        }
    }

    private void suspect(Instant found, Duration monotonic) {
        Doubt now =
                new Doubt(found, monotonic, Duration.between(believed(), found).truncatedTo(ChronoUnit.SECONDS));
        doubt = now;
        log.warn(
                "the clock jumped by {}, to {}: no lease ends for the next {} minutes, or until it is back; if it is wrong, set it now",
                now.by(),
                clock.instant(),
                PATIENCE.toMinutes());
    }

    private void believe(Instant found) {
        origin = found;
        atLeast = false;
        doubt = null;
    }

    private Instant believed() {
        return Objects.requireNonNull(origin);
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(JUMP) <= 0;
    }

    private void keep(Instant now, Duration monotonic) {
        if (kept == null || monotonic.minus(kept).compareTo(KEPT_EVERY) >= 0) {
            store.write(tables -> {
                tables.meta().put(LAST_SEEN, now.toString());
                return true;
            });
            kept = monotonic;
        }
    }
}
