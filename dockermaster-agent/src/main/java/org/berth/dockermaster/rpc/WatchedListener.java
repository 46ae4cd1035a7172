// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * A listener that tells of each connection that did not come as far as HTTP/2 over TLS, where gRPC itself is silent; that
 * keeps few connections whose other end has not shown who it is; and that ends those of an AM which is obeyed no longer, with
 * all that is still told over them.
 */
final class WatchedListener extends NioServerSocketChannel {
    /** Beyond it the oldest has to go: one that means it has shown its certificate before a hundred others come. */
    static final int MOST_UNPROVEN = 100;

    private static final int LOOK_SECONDS = 5;

    private final Optional<AuthorizedAm> am;
    private final Refusals refusals;

    /** In the order in which they came; guarded by itself. Who takes one out tells what became of it. */
    private final Set<Channel> unproven = new LinkedHashSet<>();

    /** @param am empty: clients have no certificates, and never prove anything */
    WatchedListener(Optional<AuthorizedAm> am, Refusals refusals) {
        this.am = am;
        this.refusals = refusals;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        super.doReadMessages(accepted);
        accepted.subList(before, accepted.size()).removeIf(connection -> !isTaken((Channel) connection));
        return accepted.size() - before;
    }

    private boolean isTaken(Channel connection) {
        SocketAddress peer = connection.remoteAddress();
        // Without a certificate, gRPC would hang up in silence when it asks for one.
        Optional<String> trouble = am.flatMap(AuthorizedAm::trouble);
        if (trouble.isPresent()) {
            refusals.refused(peer, trouble.get());
            connection.unsafe().closeForcibly();
            return false;
        }
        connection.pipeline().addFirst(new HandshakeWatch(peer));
        add(connection);
        return true;
    }

    // A channel that is closed tells by its handshake.
    @SuppressWarnings("FutureReturnValueIgnored")
    private void add(Channel connection) {
        Optional<Channel> oldest = Optional.empty();
        synchronized (unproven) {
            unproven.add(connection);
            if (unproven.size() > MOST_UNPROVEN) {
                oldest = unproven.stream().findFirst();
                oldest.ifPresent(unproven::remove);
            }
        }
        oldest.ifPresent(channel -> {
            refusals.refused(
                    channel.remoteAddress(),
                    MOST_UNPROVEN + " others came after it, and it has not shown yet who it is");
            channel.close();
        });
    }

    private boolean remove(Channel connection) {
        synchronized (unproven) {
            return unproven.remove(connection);
        }
    }

    private final class HandshakeWatch extends ChannelInboundHandlerAdapter {
        private final SocketAddress peer;
        private @Nullable Future<?> looks;

        HandshakeWatch(SocketAddress peer) {
            this.peer = peer;
        }

        // Netty gives back the future that a listener is added to.
        @SuppressWarnings("FutureReturnValueIgnored")
        @Override
        public void channelActive(ChannelHandlerContext connection) {
            // At this event gRPC has its TLS in place.
            connection.fireChannelActive();
            SslHandler tls = connection.pipeline().get(SslHandler.class);
            tls.handshakeFuture().addListener(handshake -> {
                Throwable failure = handshake.cause();
                if (failure != null) {
                    if (remove(connection.channel())) {
                        refusals.refused(peer, reason(failure));
                    }
                } else if (!"h2".equals(tls.applicationProtocol())) {
                    refusals.refused(peer, "it does not speak HTTP/2");
                } else {
                    am.ifPresent(obeyed -> proven(connection, obeyed, tls.engine()));
                }
            });
        }

        private void proven(ChannelHandlerContext connection, AuthorizedAm obeyed, SSLEngine tls) {
            remove(connection.channel());
            looks = connection
                    .executor()
                    .scheduleWithFixedDelay(
                            () -> lookAgain(connection, obeyed, tls), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }

        // What becomes of the connection that is closed is told by its end.
        @SuppressWarnings("FutureReturnValueIgnored")
        private void lookAgain(ChannelHandlerContext connection, AuthorizedAm obeyed, SSLEngine tls) {
            obeyed.refusal(tls.getSession()).ifPresent(reason -> {
                refusals.refused(peer, "its connection is ended: " + reason);
                connection.close();
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext connection) {
            if (looks != null) {
                looks.cancel(false);
            }
            // Tells the handshake that it has failed, if it has not ended.
            connection.fireChannelInactive();
            remove(connection.channel());
        }
    }

    private String reason(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return "it hung up during the TLS handshake";
        }
        return HandshakeFailure.in(failure)
                .map(tls -> {
                    if (!tls.isTls()) {
                        return "what it sends is not TLS";
                    }
                    return tls.refusal()
                            .orElseGet(() -> (am.isPresent() ? "it shows no certificate, or " : "")
                                    + "it does not accept the certificate that it is shown (" + tls.quote() + ")");
                })
                .orElseGet(() -> String.valueOf(failure.getMessage()));
    }
}
