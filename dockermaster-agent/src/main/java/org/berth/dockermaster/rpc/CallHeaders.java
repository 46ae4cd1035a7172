// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Sends protocol version and password with each call, and takes no answer from an agent of a version not spoken here. */
final class CallHeaders implements ClientInterceptor {
    private final Protocol own;
    private final Optional<byte[]> password;

    CallHeaders(Protocol own, Optional<String> password) {
        this.own = own;
        this.password = password.map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                headers.put(Protocol.HEADER, own.toString());
                password.ifPresent(bytes -> headers.put(Admission.PASSWORD, bytes));
                super.start(
                        new SimpleForwardingClientCallListener<>(listener) {
                            private Optional<String> conflict = Optional.empty();

                            @Override
                            public void onHeaders(Metadata answered) {
                                conflict = conflict(answered);
                                conflict.ifPresentOrElse(text -> cancel(text, null), () -> super.onHeaders(answered));
                            }

                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(
                                        conflict.map(Status.FAILED_PRECONDITION::withDescription)
                                                .orElse(status),
                                        trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private Optional<String> conflict(Metadata answered) {
        return Protocol.parse(answered.get(Protocol.HEADER))
                .map(agent -> Protocol.conflict(own, agent))
                .orElse(Optional.of("the agent names no protocol version"));
    }
}
