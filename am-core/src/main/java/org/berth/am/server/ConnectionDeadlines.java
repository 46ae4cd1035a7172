// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import org.berth.base.RateLimitedLog;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose client takes too long, however steadily it drips bytes: an idle time-out never ends those. The
 * clock runs while we wait for the client, and stands while the client waits for us.
 */
final class ConnectionDeadlines implements Connection.Listener {
    private static final Logger log = LoggerFactory.getLogger(ConnectionDeadlines.class);
    private static final String ATTRIBUTE = ConnectionDeadlines.class.getName();
    private static final String NO_SESSION_YET = "NONE";

    private final RateLimitedLog rate = new RateLimitedLog(InstantSource.system());
    private final Scheduler scheduler;
    private final ServerLimits limits;
    private final Counter closed;

    ConnectionDeadlines(Scheduler scheduler, ServerLimits limits, MeterRegistry metrics) {
        this.scheduler = scheduler;
        this.limits = limits;
        closed = Counter.builder("berth.connections.closed.late")
                .description("Connections closed because the client took too long")
                .register(metrics);
    }

    /** The clock of the request's connection. */
    static Deadline of(Request request) {
        return (Deadline) request.getConnectionMetaData().getAttribute(ATTRIBUTE);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof SslConnection tls) {
            scheduler.schedule(() -> requireHandshake(tls), limits.handshake());
        } else if (connection instanceof ConnectionMetaData http) {
            Deadline deadline = new Deadline(connection.getEndPoint());
            http.setAttribute(ATTRIBUTE, deadline);
            deadline.run();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        if (connection instanceof ConnectionMetaData http
                && http.getAttribute(ATTRIBUTE) instanceof Deadline deadline) {
            deadline.pause();
        }
    }

    private void requireHandshake(SslConnection tls) {
        SSLEngine engine = tls.getSSLEngine();
        if (engine.getSession().getProtocol().equals(NO_SESSION_YET)) {
            close(tls.getEndPoint(), "no TLS handshake", limits.handshake());
        }
    }

    private void close(EndPoint network, String what, Duration after) {
        if (network.isOpen()) {
            rate.write(
                    () -> log.info(
                            "connection closed, {} in {}: client={}", what, after, network.getRemoteSocketAddress()),
                    () -> log.info("more connections closed like that: no more lines until this minute ends"));
            closed.increment();
            network.close();
        }
    }

    /** The deadline of one connection, for its client to send a request or to take the response. */
    final class Deadline {
        private final EndPoint endPoint;
        private final AtomicReference<Scheduler.@Nullable Task> task = new AtomicReference<>();

        private Deadline(EndPoint endPoint) {
            this.endPoint = endPoint;
        }

        /** The client's turn: it has the time of a request from now. */
        void run() {
            replace(scheduler.schedule(() -> expire(limits.request()), limits.request()));
        }

        /** Our turn: the client may wait as long as we take. */
        void pause() {
            replace(null);
        }

        private void replace(Scheduler.@Nullable Task next) {
            Scheduler.Task last = task.getAndSet(next);
            if (last != null) {
                last.cancel();
            }
        }

        private void expire(Duration time) {
            // Below TLS: a polite end would wait for a client that does not read.
            EndPoint network = endPoint instanceof SslConnection.SslEndPoint tls
                    ? tls.getSslConnection().getEndPoint()
                    : endPoint;
            close(network, "no complete request, or response not taken,", time);
        }
    }
}
