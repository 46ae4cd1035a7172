// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.trust.PeerIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a container host to its AM, and to nobody else.
 *
 * <p>Work that has begun goes on when its call ends early, since the AM asks again. Who is refused gets one line in the log,
 * with its address and the reason.
 */
public final class AgentServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AgentServer.class);

    /**
     * Kept, since java.util.logging forgets levels of loggers that nobody holds. It warns, with a stack trace, of every answer
     * that comes too late for a caller who has given up, which is normal here.
     */
    private static final java.util.logging.Logger LATE_ANSWERS =
            java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        LATE_ANSWERS.setLevel(Level.SEVERE);
    }

    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final int CLOSE_SECONDS = 10;
    private static final int KEEPALIVE_SECONDS = 20;
    private static final int KEEPALIVE_ANSWER_SECONDS = 10;

    /**
     * The life of a connection, in minutes. The next call then uses a new one, which sees both certificates as they are
     * by then.
     */
    private static final int CONNECTION_MINUTES = 60;

    /**
     * The minutes that calls may go on over an old connection. What they began goes on, and they are asked again.
     */
    private static final int LAST_CALLS_MINUTES = 5;

    /** Room for a sliver's accounts with all their keys. */
    private static final int LARGEST_REQUEST = 16 << 20;

    private static final int CALLS_PER_CONNECTION = 2000;

    private final DockerMasterService service;
    private final ServerConnections connections;
    private final ExecutorService calls;
    private final Server server;

    private AgentServer(
            DockerMasterService service, ServerConnections connections, ExecutorService calls, Server server) {
        this.service = service;
        this.connections = connections;
        this.calls = calls;
        this.server = server;
    }

    /**
     * Starts to serve.
     *
     * @param listen address and TCP port; port 0 takes a free one
     * @param identity asked at each handshake and each call, so that enrolment and renewal take effect at once; while it
     *     throws, all are refused with its message
     * @param password what the AM must know besides its certificate's key
     * @param served the host; not closed here
     * @throws DockerMasterException of kind {@code FAILED} if the address cannot be listened at
     */
    public static AgentServer start(
            InetSocketAddress listen,
            Supplier<PeerIdentity> identity,
            Optional<String> password,
            DockerMaster served,
            CertificateRenewal renewal) {
        return start(listen, identity, password, served, renewal, InstantSource.system(), Protocol.OWN);
    }

    static AgentServer start(
            InetSocketAddress listen,
            Supplier<PeerIdentity> identity,
            Optional<String> password,
            DockerMaster served,
            CertificateRenewal renewal,
            InstantSource clock,
            Protocol protocol) {
        Refusals refusals = new Refusals("refused", clock);
        AuthorizedAm am = new AuthorizedAm(identity, clock);
        DockerMasterService service = new DockerMasterService(served, renewal);
        ServerConnections connections = ServerConnections.ofOneAm("agent-connections", am, refusals);
        // What they do is short; what takes time is done in the service's lanes.
        ExecutorService calls = Executors.newFixedThreadPool(4, new DefaultThreadFactory("agent-calls", true));
        Server server = connections
                .server(listen)
                .sslContext(PeerTls.agent(identity, clock))
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .permitKeepAliveTime(RemoteDockerMaster.KEEPALIVE_SECONDS / 2, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .maxConnectionAge(CONNECTION_MINUTES, TimeUnit.MINUTES)
                .maxConnectionAgeGrace(LAST_CALLS_MINUTES, TimeUnit.MINUTES)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION)
                .maxInboundMessageSize(LARGEST_REQUEST)
                .executor(calls)
                .addService(service)
                .fallbackHandlerRegistry(new UnknownMethods(protocol, refusals))
                .intercept(new Admission(am, protocol, password, refusals))
                .build();
        try {
            server.start();
        } catch (IOException e) {
            end(connections, calls);
            throw new DockerMasterException(
                    Kind.FAILED,
                    "listening at " + listen + ": " + Failures.deepest(e).orElse(e.toString()),
                    e);
        }
        return new AgentServer(service, connections, calls, server);
    }

    /** Returns the address that it listens on. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().get(0);
    }

    /**
     * Takes no more calls, lets those that change something end (20 s at most), and hangs up. Commands in containers go on
     * without us.
     */
    @Override
    public void close() {
        server.shutdown();
        try {
            if (!service.drain(DRAIN)) {
                log.warn("shutting down in the middle of calls that take longer than {} s", DRAIN.toSeconds());
            }
            server.shutdownNow();
            if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("connections did not close in {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        end(connections, calls);
    }

    private static void end(ServerConnections connections, ExecutorService calls) {
        calls.shutdown();
        connections.close();
    }
}
