// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import org.berth.base.Printable;
import org.berth.base.RateLimitedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one line about each attempt that was refused, up to a number in each minute, so that nobody fills a disk from
 * outside.
 */
public final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    private final String what;
    private final RateLimitedLog rate;

    /** @param what each line begins with: that something was refused */
    public Refusals(String what, InstantSource clock) {
        this.what = what;
        this.rate = new RateLimitedLog(clock);
    }

    /**
     * Tells of one.
     *
     * @param peer who was refused
     * @param reason may repeat what the peer sent
     */
    public void refused(@Nullable SocketAddress peer, String reason) {
        rate.write(
                () -> log.warn("{} {}: {}", what, name(peer), Printable.line(reason, Failures.LONGEST_TEXT)),
                () -> log.warn(
                        "{} {}, as {} others this minute: no more lines until it ends",
                        what,
                        name(peer),
                        RateLimitedLog.LINES_PER_MINUTE));
    }

    private static String name(@Nullable SocketAddress peer) {
        if (peer instanceof InetSocketAddress inet) {
            InetAddress address = inet.getAddress();
            return (address == null ? "somebody" : address.getHostAddress()) + " port " + inet.getPort();
        }
        return "somebody";
    }
}
