// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import org.berth.base.RateLimitedLog;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the number of connections of one client address: without that, one machine that opens many and says nothing
 * would have all there are. Of IPv6, a network of 64 bits is one address, since whoever has one has them all.
 */
final class AddressCap implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(AddressCap.class);
    private static final int NETWORK_BYTES = 8;

    private final RateLimitedLog rate = new RateLimitedLog(InstantSource.system());
    private final int most;
    private final Counter refused;
    private final Map<String, Integer> open = new HashMap<>();
    /** A connection that is closed does not know any more whose it was. */
    private final IdentityHashMap<Connection, String> clients = new IdentityHashMap<>();

    AddressCap(int most, MeterRegistry metrics) {
        this.most = most;
        refused = Counter.builder("berth.connections.refused")
                .description("Connections closed at once, since their client's address has too many")
                .register(metrics);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection tls) {
            String client = client(tls.getEndPoint().getRemoteSocketAddress());
            int others = enter(connection, client);
            if (others >= most) {
                refused.increment();
                if (others == most) {
                    rate.write(
                            () -> log.info("connection closed, client={} has {} already", client, most),
                            () -> log.info("more clients have {}: no more lines until this minute ends", most));
                }
                tls.getEndPoint().close();
            }
        }
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        String client = clients.remove(connection);
        if (client != null) {
            open.computeIfPresent(client, (name, connections) -> connections == 1 ? null : connections - 1);
        }
    }

    /** Counts a connection, and returns the number that the client had before it. */
    private synchronized int enter(Connection connection, String client) {
        clients.put(connection, client);
        return open.merge(client, 1, Integer::sum) - 1;
    }

    /** The address, or the network, without a port. */
    private static String client(SocketAddress remote) {
        InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
        if (address == null) {
            return String.valueOf(remote);
        }
        byte[] bytes = address.getAddress();
        return bytes.length > 4
                ? HexFormat.of().formatHex(Arrays.copyOf(bytes, NETWORK_BYTES)) + "::/64"
                : address.getHostAddress();
    }
}
