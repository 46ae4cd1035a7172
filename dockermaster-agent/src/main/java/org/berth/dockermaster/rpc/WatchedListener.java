package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A listener that tells of each connection that did not come as far as HTTP/2 over mutual TLS, where gRPC itself is silent;
 * and that ends those of an AM which is obeyed no longer, with all that is still told over them.
 */
final class WatchedListener extends NioServerSocketChannel {
    private static final int LOOK_SECONDS = 5;

    private final ObeyedAm am;
    private final Refusals refusals;

    WatchedListener(ObeyedAm am, Refusals refusals) {
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
        Optional<String> trouble = am.trouble();
        if (trouble.isPresent()) {
            refusals.refused(peer, trouble.get());
            connection.unsafe().closeForcibly();
            return false;
        }
        connection.pipeline().addFirst(new HandshakeWatch(peer));
        return true;
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
                    refusals.refused(peer, reason(failure));
                } else if (!"h2".equals(tls.applicationProtocol())) {
                    refusals.refused(peer, "it does not speak HTTP/2");
                } else {
                    looks = connection
                            .executor()
                            .scheduleWithFixedDelay(
                                    () -> lookAgain(connection, tls), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
                }
            });
        }

        @SuppressWarnings("FutureReturnValueIgnored")
        private void lookAgain(ChannelHandlerContext connection, SslHandler tls) {
            am.refusal(tls.engine().getSession()).ifPresent(reason -> {
                refusals.refused(peer, "its connection is ended: " + reason);
                connection.close();
            });
        }

        @Override
        public void channelInactive(ChannelHandlerContext connection) {
            if (looks != null) {
                looks.cancel(false);
            }
            connection.fireChannelInactive();
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            return "what it sends is not TLS";
        }
        if (failure instanceof ClosedChannelException) {
            return "it hung up during the TLS handshake";
        }
        String text = String.valueOf(failure.getMessage());
        if (text.contains("fatal alert")) {
            return "it does not accept this agent's certificate (" + text + ")";
        }
        return text.contains("Empty client certificate chain") ? "it shows no certificate" : text;
    }
}
