// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.berth.am.store.StoreException;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.rpc.Refusals;
import org.berth.dockermaster.rpc.ServerConnections;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listener for agents that enrol: gRPC over TLS, with a certificate of the AM's authority for hosts. The port is
 * open only while a token is good, also one that was given out before the AM was restarted.
 */
public final class EnrollmentListener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EnrollmentListener.class);
    /**
     * Writes a stack trace for each message that is too large, by which anybody could fill a disk; Refusals has a line for
     * it. Held, since Java forgets the level of a logger that nobody holds.
     */
    private static final java.util.logging.Logger TRACES =
            java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerStream");

    private static final Set<String> WILDCARD = Set.of("0.0.0.0", "::", "[::]");
    private static final String REMEDY = "; host and port in [enrollment] say where to";
    private static final int LOOK_SECONDS = 15;
    private static final int WORKERS = 2;
    private static final int MOST_MESSAGE_BYTES = 16 * 1024;
    private static final int MOST_METADATA_BYTES = 4 * 1024;
    private static final int IDLE_SECONDS = 10;
    private static final int CONNECTION_SECONDS = 30;
    private static final int CLOSE_SECONDS = 5;

    private final String host;
    private final int port;
    private final String publicHost;
    private final HostAuthority authority;
    private final Enrollment enrollment;
    private final EnrollmentService service;
    private final ServerConnections connections;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("enrollment"));
    private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS, DaemonThreads.named("enrollment"));
    private final InstantSource clock;
    private @Nullable Server server;
    private @Nullable PeerIdentity identity;
    private boolean troubled;

    /**
     * @param host the address to bind
     * @param port to bind; 0 for any free one
     * @param publicHost name or address under which agents reach this machine, if the one to bind does not tell
     */
    public EnrollmentListener(
            String host,
            int port,
            String publicHost,
            HostAuthority authority,
            Enrollment enrollment,
            InstantSource clock) {
        this.host = host;
        this.port = port;
        this.publicHost = publicHost;
        this.authority = authority;
        this.enrollment = enrollment;
        this.clock = clock;
        TRACES.setLevel(Level.OFF);
        Refusals refusals = new Refusals("enrolment refused", clock);
        this.service = new EnrollmentService(enrollment, authority, refusals);
        this.connections = ServerConnections.ofAnybody("enrollment-connections", refusals);
    }

    /** Listens if a token is good, and looks from time to time whether one is. */
    public void start() {
        look();
        ScheduledFuture<?> unused =
                looks.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Gives out a token; agents are listened to when this returns.
     *
     * @param name of a host in the store, on another machine; who had a token for it can use that no longer
     * @throws IOException with a sentence for the admin, if the port cannot be had
     */
    public synchronized EnrollmentToken invite(String name) throws IOException {
        Server open = open();
        EnrollmentToken token = enrollment.invite(name, dialled(), open.getPort());
        log.info("host={} may be enrolled for {}", name, Enrollment.LIFE);
        return token;
    }

    /** Opens or closes the port, as tokens are good or not. Does not throw: its schedule would end. */
    synchronized void look() {
        try {
            if (enrollment.outstanding()) {
                open();
            } else {
                shut();
            }
            troubled = false;
        } catch (IOException e) {
            if (!troubled) {
                log.warn("agents cannot enrol: {}", e.getMessage());
            }
            troubled = true;
        } catch (StoreException e) {
            log.debug("cannot tell whether agents may enrol; the store has said why", e);
        } catch (RuntimeException e) {
            log.warn("cannot tell whether agents may enrol", e);
        }
    }

    synchronized boolean isOpen() {
        return server != null;
    }

    private Server open() throws IOException {
        PeerIdentity shown = identity;
        if (server != null && shown != null && HostCertificates.isDue(shown.certificate(), clock.instant())) {
            shut();
        }
        if (server == null) {
            identity = authority.enrollment();
            server = started(identity);
            log.info("agents may enrol at {}:{}", host, server.getPort());
        }
        return server;
    }

    private Server started(PeerIdentity shown) throws IOException {
        InetSocketAddress where = new InetSocketAddress(host, port);
        if (where.isUnresolved()) {
            throw new IOException("cannot listen for agents on " + host + ": there is no such name" + REMEDY);
        }
        try {
            SslContextBuilder tls = SslContextBuilder.forServer(shown.key(), shown.certificate(), shown.authority());
            return connections
                    .server(where)
                    .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build())
                    .executor(workers)
                    .addService(service)
                    .intercept(service.interceptor())
                    .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                    .maxInboundMetadataSize(MOST_METADATA_BYTES)
                    .maxConcurrentCallsPerConnection(1)
                    .maxConnectionIdle(IDLE_SECONDS, TimeUnit.SECONDS)
                    .maxConnectionAge(CONNECTION_SECONDS, TimeUnit.SECONDS)
                    .maxConnectionAgeGrace(IDLE_SECONDS, TimeUnit.SECONDS)
                    .build()
                    .start();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen for agents on " + host + ":" + port + ": " + cause.getMessage() + REMEDY, e);
        }
    }

    private void shut() {
        if (server == null) {
            return;
        }
        Server closing = server;
        server = null;
        closing.shutdown();
        try {
            if (!closing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                closing.shutdownNow();
            }
        } catch (InterruptedException e) {
            closing.shutdownNow();
            Thread.currentThread().interrupt();
        }
        log.info("agents may no longer enrol at {}:{}", host, port);
    }

    /** Returns the name or address that agents are told to connect to; an IPv6 address in brackets. */
    private String dialled() {
        String name = WILDCARD.contains(host) ? publicHost : host;
        return name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name;
    }

    /** Closes the port; tokens stay good, for the next start. */
    @Override
    public void close() {
        looks.shutdownNow();
        synchronized (this) {
            shut();
        }
        connections.close();
        workers.shutdown();
    }
}
