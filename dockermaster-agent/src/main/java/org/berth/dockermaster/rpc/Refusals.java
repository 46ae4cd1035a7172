package org.berth.dockermaster.rpc;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the one line about each attempt to reach an agent that was refused. */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    void refused(@Nullable SocketAddress peer, String reason) {
        log.warn("refused {}: {}", name(peer), PlainText.line(reason));
    }

    private static String name(@Nullable SocketAddress peer) {
        if (peer instanceof InetSocketAddress inet) {
            InetAddress address = inet.getAddress();
            return (address == null ? "somebody" : address.getHostAddress()) + " port " + inet.getPort();
        }
        return "somebody";
    }
}
