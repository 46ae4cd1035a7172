// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import com.google.protobuf.Message;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc;
import org.berth.dockermaster.trust.PeerIdentity;

/** Whoever has an agent's key: takes part in the protocol up to a call, and answers that with anything. */
public final class EvilAgent implements AutoCloseable {
    private static final Metadata.Key<String> PROTOCOL =
            Metadata.Key.of("berth-protocol", Metadata.ASCII_STRING_MARSHALLER);

    private final Server server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "evil-agent");
        thread.setDaemon(true);
        return thread;
    });

    /** How calls are answered. */
    @FunctionalInterface
    public interface Answers {
        /**
         * Answers a call, on a thread of its own.
         *
         * @param method as the protocol calls it, e.g. {@code Describe}
         */
        void answer(String method, Message request, ServerCallStreamObserver<Message> reply);
    }

    /** Starts at a free port of {@code address}. */
    public EvilAgent(InetSocketAddress address, PeerIdentity identity, Answers answers) throws IOException {
        var tls = GrpcSslContexts.configure(
                SslContextBuilder.forServer(identity.key(), identity.certificate()), SslProvider.JDK);
        server = NettyServerBuilder.forAddress(address)
                .sslContext(tls.clientAuth(ClientAuth.OPTIONAL)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build())
                .maxInboundMessageSize(64 << 20)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .executor(threads)
                .addService(ServerInterceptors.intercept(service(answers), new NamesProtocol()))
                .build()
                .start();
    }

    @SuppressWarnings("unchecked") // every message of the service is a Message
    private ServerServiceDefinition service(Answers answers) {
        var service = ServerServiceDefinition.builder(DockerMasterGrpc.getServiceDescriptor());
        DockerMasterGrpc.getServiceDescriptor().getMethods().forEach(method -> {
            var messages = (MethodDescriptor<Message, Message>) method;
            service.addMethod(messages, ServerCalls.asyncServerStreamingCall((request, observer) -> {
                var reply = (ServerCallStreamObserver<Message>) observer;
                reply.setOnCancelHandler(() -> {});
                threads.execute(() -> answer(answers, messages.getBareMethodName(), request, reply));
            }));
        });
        return service.build();
    }

    private static void answer(
            Answers answers, String method, Message request, ServerCallStreamObserver<Message> reply) {
        try {
            answers.answer(method, request, reply);
        } catch (IllegalStateException e) {
            // The AM has hung up in the middle of it.
        }
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        threads.shutdownNow();
    }

    private static final class NamesProtocol implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata sent) {
                            sent.put(PROTOCOL, "1-1");
                            super.sendHeaders(sent);
                        }
                    },
                    headers);
        }
    }
}
