// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The connections of a server that anybody may try: those whose other end has not shown who it is are bounded in number and
 * in time, and who does not come as far as HTTP/2 over TLS gets a line in the log, where gRPC itself is silent.
 */
public final class ServerConnections implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int HANDSHAKE_SECONDS = 10;

    private final Optional<AuthorizedAm> am;
    private final Refusals refusals;
    private final EventLoopGroup threads;

    private ServerConnections(String name, Optional<AuthorizedAm> am, Refusals refusals) {
        this.am = am;
        this.refusals = refusals;
        this.threads = new MultiThreadIoEventLoopGroup(
                THREADS, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    /**
     * Of a server whose clients have no certificates.
     *
     * @param name of the threads
     */
    public static ServerConnections ofAnybody(String name, Refusals refusals) {
        return new ServerConnections(name, Optional.empty(), refusals);
    }

    static ServerConnections ofOneAm(String name, AuthorizedAm am, Refusals refusals) {
        return new ServerConnections(name, Optional.of(am), refusals);
    }

    /**
     * A server with these connections, to be set up further.
     *
     * @param listen port 0 takes a free one
     */
    public NettyServerBuilder server(InetSocketAddress listen) {
        return NettyServerBuilder.forAddress(listen)
                .channelFactory(() -> new WatchedListener(am, refusals))
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS);
    }

    /** Ends all of them; the servers were shut down before. */
    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
