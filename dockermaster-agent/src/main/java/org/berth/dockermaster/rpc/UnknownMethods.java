// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Answers a method that this agent does not have yet, so that it is refused in the same words as an old version. */
final class UnknownMethods extends HandlerRegistry {
    private static final Marshaller<InputStream> UNREAD = new Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    };

    private final Protocol own;
    private final Refusals refusals;

    UnknownMethods(Protocol own, Refusals refusals) {
        this.own = own;
        this.refusals = refusals;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
        MethodDescriptor<InputStream, InputStream> method = MethodDescriptor.newBuilder(UNREAD, UNREAD)
                .setType(MethodType.UNKNOWN)
                .setFullMethodName(name)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            String am = Protocol.parse(headers.get(Protocol.HEADER))
                    .map(Protocol::range)
                    .orElse("an unknown one");
            String reason = "the agent speaks protocol version " + own.range() + ", which has no "
                    + method.getBareMethodName() + "; the AM speaks " + am + ": upgrade the agent";
            refusals.refused(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR), reason);
            call.close(Status.UNIMPLEMENTED.withDescription(reason), new Metadata());
            return new Listener<>() {};
        });
    }
}
