package org.berth.dockermaster.rpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.NotSslRecordException;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.Supplier;
import org.berth.dockermaster.trust.PeerIdentity;

/** A listener that tells of each connection that did not come as far as HTTP/2 over mutual TLS; gRPC itself is silent there. */
final class WatchedListener extends NioServerSocketChannel {
    private final Supplier<PeerIdentity> identity;
    private final Refusals refusals;

    WatchedListener(Supplier<PeerIdentity> identity, Refusals refusals) {
        this.identity = identity;
        this.refusals = refusals;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int count = super.doReadMessages(accepted);
        accepted.subList(before, accepted.size())
                .forEach(connection -> ((Channel) connection).pipeline().addFirst(new HandshakeWatch()));
        return count;
    }

    private final class HandshakeWatch extends ChannelInboundHandlerAdapter {
        // Netty gives back the future that a listener is added to.
        @SuppressWarnings("FutureReturnValueIgnored")
        @Override
        public void channelActive(ChannelHandlerContext connection) {
            // On this event gRPC adds its TLS.
            connection.fireChannelActive();
            SslHandler tls = connection.pipeline().get(SslHandler.class);
            if (tls == null) {
                refuse(connection, identityProblem());
                connection.close();
                return;
            }
            tls.handshakeFuture().addListener(handshake -> {
                Throwable failure = handshake.cause();
                if (failure != null) {
                    refuse(connection, reason(failure));
                } else if (!"h2".equals(tls.applicationProtocol())) {
                    refuse(connection, "it does not speak HTTP/2");
                }
            });
        }

        private void refuse(ChannelHandlerContext connection, String reason) {
            refusals.refused(connection.channel().remoteAddress(), reason);
        }
    }

    private String identityProblem() {
        try {
            return "TLS cannot be served for " + identity.get();
        } catch (RuntimeException e) {
            return "this agent has no certificate to show: " + e.getMessage();
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            return "what it sends is not TLS";
        }
        if (failure instanceof ClosedChannelException) {
            return "it hung up during the TLS handshake";
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = String.valueOf(cause.getMessage());
        if (text.contains("fatal alert")) {
            return "it does not accept this agent's certificate (" + text + ")";
        }
        return text.contains("Empty client certificate chain") ? "it shows no certificate" : text;
    }
}
