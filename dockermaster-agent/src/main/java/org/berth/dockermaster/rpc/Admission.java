// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets through what comes from the AM that is obeyed at this moment, with the right password and a protocol version spoken
 * here; names its own version to all.
 */
final class Admission implements ServerInterceptor {
    static final Metadata.Key<byte[]> PASSWORD = Metadata.Key.of("berth-password-bin", Metadata.BINARY_BYTE_MARSHALLER);

    private final AuthorizedAm am;
    private final Protocol own;
    private final Optional<byte[]> password;
    private final Refusals refusals;

    Admission(AuthorizedAm am, Protocol own, Optional<String> password, Refusals refusals) {
        this.am = am;
        this.own = own;
        this.password = password.map(text -> text.getBytes(StandardCharsets.UTF_8));
        this.refusals = refusals;
    }

    @Override
    public <Q, A> Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        ServerCall<Q, A> versioned = new SimpleForwardingServerCall<>(call) {
            @Override
            public void sendHeaders(Metadata sent) {
                sent.put(Protocol.HEADER, own.toString());
                super.sendHeaders(sent);
            }

            @Override
            public void close(Status status, Metadata trailers) {
                trailers.put(Protocol.HEADER, own.toString());
                super.close(status, trailers);
            }
        };
        Optional<Status> refusal = refusal(call, headers);
        if (refusal.isEmpty()) {
            return next.startCall(versioned, headers);
        }
        refusals.refused(
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR),
                String.valueOf(refusal.get().getDescription()));
        versioned.close(refusal.get(), new Metadata());
        return new Listener<>() {};
    }

    private Optional<Status> refusal(ServerCall<?, ?> call, Metadata headers) {
        Optional<String> stranger = am.refusal(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
        if (stranger.isPresent()) {
            return stranger.map(Status.UNAUTHENTICATED::withDescription);
        }
        if (password.isPresent()) {
            byte[] given = headers.get(PASSWORD);
            if (given == null) {
                return Optional.of(Status.UNAUTHENTICATED.withDescription(
                        "the agent wants a password, and the AM's configuration has none for this host"));
            }
            // isEqual takes the same time wherever they differ.
            if (!MessageDigest.isEqual(given, password.get())) {
                return Optional.of(Status.UNAUTHENTICATED.withDescription(
                        "the password in the AM's configuration is not the agent's"));
            }
        }
        return Protocol.parse(headers.get(Protocol.HEADER))
                .map(other -> Protocol.conflict(other, own))
                .orElse(Optional.of("the AM names no protocol version"))
                .map(Status.FAILED_PRECONDITION::withDescription);
    }
}
