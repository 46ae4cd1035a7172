package org.berth.dockermaster.rpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the one line about each attempt that was refused, up to a number in each minute, so that nobody fills a disk from
 * outside.
 */
public final class Refusals {
    /** More than an AM makes that is refused time and again. */
    public static final int LINES_PER_MINUTE = 60;

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    private static final int SECONDS = 60;

    private final String what;
    private final InstantSource clock;
    private long minute;
    private int count;

    /** @param what each line begins with: that something was refused */
    public Refusals(String what, InstantSource clock) {
        this.what = what;
        this.clock = clock;
    }

    /**
     * Tells of one.
     *
     * @param peer who was refused
     * @param reason may repeat what the peer sent
     */
    public synchronized void refused(@Nullable SocketAddress peer, String reason) {
        long now = clock.instant().getEpochSecond() / SECONDS;
        if (now != minute) {
            minute = now;
            count = 0;
        }
        count++;
        if (count <= LINES_PER_MINUTE) {
            log.warn("{} {}: {}", what, name(peer), PlainText.line(reason));
        } else if (count == LINES_PER_MINUTE + 1) {
            log.warn("{} {}, as {} others this minute: no more lines until it ends", what, name(peer), count - 1);
        }
    }

    private static String name(@Nullable SocketAddress peer) {
        if (peer instanceof InetSocketAddress inet) {
            InetAddress address = inet.getAddress();
            return (address == null ? "somebody" : address.getHostAddress()) + " port " + inet.getPort();
        }
        return "somebody";
    }
}
