// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.Optional;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.rpc.v1.Failure;
import org.jspecify.annotations.Nullable;

/** Translates between failed steps and the errors of calls. */
final class Failures {
    /** Says what failed; where it is missing, the call itself failed. */
    private static final Metadata.Key<Failure> FAILURE =
            Metadata.Key.of("berth-failure-bin", ProtoUtils.metadataMarshaller(Failure.getDefaultInstance()));

    /** Of what the other end says; messages of engines are longer than lines. */
    static final int LONGEST_TEXT = 4096;

    private Failures() {}

    /** Returns the error that the agent sends for a failed step. */
    static StatusRuntimeException sent(DockerMasterException failed) {
        Metadata trailers = new Metadata();
        trailers.put(
                FAILURE,
                Failure.newBuilder()
                        .setKind(
                                switch (failed.kind()) {
                                    case UNREACHABLE -> Failure.Kind.KIND_UNREACHABLE;
                                    case EXHAUSTED -> Failure.Kind.KIND_EXHAUSTED;
                                    case GONE -> Failure.Kind.KIND_GONE;
                                    case RETRYABLE -> Failure.Kind.KIND_RETRYABLE;
                                    case FAILED, MISBEHAVING -> Failure.Kind.KIND_FAILED;
                                })
                        .setMessage(Printable.lines(failed.getMessage(), LONGEST_TEXT))
                        .build());
        return Status.ABORTED.withDescription("the step failed").asRuntimeException(trailers);
    }

    /**
     * Returns the failure that a call's error means to the AM. A host that cannot be asked is {@code UNREACHABLE},
     * whatever the cause.
     */
    static DockerMasterException received(RemoteHost host, String method, StatusRuntimeException ended) {
        Metadata trailers = ended.getTrailers();
        Failure failure = trailers == null ? null : trailers.get(FAILURE);
        if (failure != null) {
            return new DockerMasterException(
                    kind(failure.getKind()), Printable.lines(failure.getMessage(), LONGEST_TEXT), ended);
        }
        return new DockerMasterException(
                Kind.UNREACHABLE, "asking " + host + " to " + method + ": " + reason(host, ended.getStatus()), ended);
    }

    /**
     * Returns the error in an answer that breaks the rules of the protocol, in size or form; empty if there is none.
     */
    static Optional<String> misbehaviour(StatusRuntimeException ended) {
        try {
            Metadata trailers = ended.getTrailers();
            Failure unused = trailers == null ? null : trailers.get(FAILURE);
        } catch (IllegalArgumentException e) {
            return Optional.of("a failure that cannot be read");
        }
        for (Throwable at = ended; at != null; at = at.getCause()) {
            if (at instanceof InvalidProtocolBufferException) {
                return Optional.of("a message that cannot be read");
            }
            if (at instanceof DockerMasterException known && known.kind() == Kind.MISBEHAVING) {
                return Optional.ofNullable(known.getMessage());
            }
        }
        return ended.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED
                ? Optional.of("a message of a size that no host may send")
                : Optional.empty();
    }

    private static Kind kind(Failure.Kind kind) {
        return switch (kind) {
            case KIND_UNREACHABLE -> Kind.UNREACHABLE;
            case KIND_EXHAUSTED -> Kind.EXHAUSTED;
            case KIND_GONE -> Kind.GONE;
            case KIND_RETRYABLE -> Kind.RETRYABLE;
            case KIND_FAILED, KIND_UNSPECIFIED, UNRECOGNIZED -> Kind.FAILED;
        };
    }

    private static String reason(RemoteHost host, Status status) {
        String text = Printable.line(status.getDescription(), LONGEST_TEXT);
        return switch (status.getCode()) {
            case DEADLINE_EXCEEDED -> "no answer in time; it is slow, or cut off";
            case CANCELLED -> "the call was given up";
            case UNAUTHENTICATED, FAILED_PRECONDITION, UNIMPLEMENTED -> text;
            case UNAVAILABLE ->
                handshakeFailure(host, status.getCause())
                        .orElseGet(() -> "no connection: "
                                + deepest(status.getCause())
                                        .orElse(text)
                                        // Netty's native transport puts the system call before the system's words.
                                        .replaceFirst("^.*failed with error\\(-?\\d+\\): ", ""));
            default -> status.getCode() + ": " + text;
        };
    }

    private static Optional<String> handshakeFailure(RemoteHost host, @Nullable Throwable cause) {
        String stranger = "what answers at " + host.address() + ":" + host.port() + " is not this host's agent: ";
        return HandshakeFailure.in(cause)
                .map(tls -> tls.isTls()
                        ? tls.refusal()
                                .map(reason -> stranger + reason)
                                .orElseGet(() -> "the agent refuses this AM's certificate (" + tls.quote()
                                        + "); its log says why")
                        : stranger + "it does not speak TLS");
    }

    /** The innermost message. */
    static Optional<String> deepest(@Nullable Throwable cause) {
        Optional<String> text = Optional.empty();
        for (Throwable at = cause; at != null; at = at.getCause()) {
            text = at.getMessage() == null ? text : Optional.of(Printable.line(at.getMessage(), LONGEST_TEXT));
        }
        return text;
    }
}
