// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.net.PacketFilter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the machine's packet filter every few seconds: where somebody has changed it, Berth's own rules are set again at
 * once. The engine's are its own; when they are gone, no container with a published port starts until the engine has been
 * restarted, which alone makes it set them again.
 */
final class FirewallWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FirewallWatch.class);
    private static final long PERIOD_MILLIS = 2_000;
    private static final String GONE =
            "the engine's firewall rules are gone, as after a firewall was reloaded, so that it starts no container:"
                    + " restart the engine (systemctl restart docker)";

    /** In the engine's words, where the chain is not there that it adds a published port to. */
    private static final String NO_CHAIN = "No chain/target/match by that name";

    private final Runnable secure;
    private final Reader reader;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("firewall-watch"));

    private boolean begun;
    private @Nullable PacketFilter last;
    /** True once the engine's chains were seen since this process began: an engine need not have any. */
    private volatile boolean seen;

    private volatile boolean doubted;
    private volatile boolean gone;
    private boolean unreadable;

    /** Reads the rules of this machine. */
    @FunctionalInterface
    interface Reader {
        PacketFilter read() throws IOException;
    }

    /** @param secure sets Berth's own rules where they are not as they should be */
    FirewallWatch(Runnable secure, Reader reader) {
        this.secure = secure;
        this.reader = reader;
    }

    /** Begins, unless it has begun already; the rules have been set before. */
    synchronized void begin() {
        if (!begun && !timer.isShutdown()) {
            begun = true;
            ScheduledFuture<?> unused =
                    timer.scheduleWithFixedDelay(this::look, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Returns the reason why the engine can start no container, and what to do; empty if it can. */
    Optional<String> cannotStart() {
        return gone ? Optional.of(GONE) : Optional.empty();
    }

    /** Takes note of a step that failed, since the engine's own words may be the first sign. */
    void failed(DockerMasterException step) {
        if (String.valueOf(step.getMessage()).contains(NO_CHAIN)) {
            becomes(true);
            // The engine needs its chains. Whether they are there again by now, the next look says, whatever the last
            // one saw.
            seen = true;
            doubted = true;
        }
    }

    /** Reads the rules once, and acts on what has changed since the last time. */
    void look() {
        try {
            PacketFilter now = reader.read();
            boolean again = doubted;
            doubted = false;
            if (again || !now.equals(last)) {
                changed(now);
            }
            unreadable = false;
        } catch (IOException | RuntimeException e) {
            if (!unreadable) {
                log.warn("the packet filter is not watched for now: {}", e.toString());
            }
            unreadable = true;
        } catch (Throwable e) { // An Error, too, would end the schedule for good.
            log.error("looking at the packet filter; next try in {} ms", PERIOD_MILLIS, e);
        }
    }

    private void changed(PacketFilter now) {
        boolean whole = now.hasEngineChains();
        seen |= whole;
        becomes(seen && !whole);
        secure.run();
        // Last: where that failed, the next look does it again.
        last = now;
    }

    private synchronized void becomes(boolean without) {
        if (gone != without) {
            gone = without;
            if (without) {
                log.error("{}", GONE);
            } else {
                log.info("the engine's firewall rules are there again");
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
