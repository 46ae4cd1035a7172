// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.rpc.v1.CommandReply;
import org.berth.dockermaster.testing.HonestAnswers;
import org.berth.dockermaster.testing.HostileAnswers;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes an agent answers with, they are values that were checked, or one exception that blames the host. */
class AgentAnswersFuzz {
    private static final RemoteHost HOST = new RemoteHost("one", "127.0.0.1", 11999, "", Optional.empty());
    private static final Metadata.Key<byte[]> FAILURE =
            Metadata.Key.of("berth-failure-bin", Metadata.BINARY_BYTE_MARSHALLER);

    static Stream<byte[]> sent() {
        HonestAnswers honest = new HonestAnswers("host.example.org", 20000, 50);
        HostileAnswers hostile = new HostileAnswers(7, honest, false);
        return Stream.concat(
                Stream.of(
                                honest.description(),
                                SliverMessages.message(FakeHost.ENDPOINT),
                                CommandReply.newBuilder().setOutput("x").build())
                        .map(Message::toByteArray),
                // What is larger the size of messages refuses.
                Stream.generate(() -> hostile.spoilt(honest.description()).toByteArray())
                        .filter(bytes -> bytes.length < 100_000)
                        .limit(20));
    }

    @MethodSource("sent")
    @FuzzTest
    void areValuesThatWereCheckedOrBlameTheHost(byte[] input) {
        description(input).ifPresent(description -> {
            assertThat(description.slots()).isBetween(1, 10_000);
            assertThat(description.firstPort() + description.slots()).isBetween(1026, 65_536);
            assertThat(description.images()).hasSizeLessThanOrEqualTo(1_000);
        });
        endpoint(input).ifPresent(endpoint -> {
            assertThat(endpoint.sshPort()).isBetween(20_000, 20_049);
            assertThat(endpoint.ipv6().orElse("2001:db8:")).startsWith("2001:db8:");
        });
        list(input).forEach(sliver -> assertThat(sliver.detail()).hasSizeLessThanOrEqualTo(1_024));
        result(input);
        event(input);
        failure(input);
    }

    private static Optional<HostDescription> description(byte[] input) {
        return read(input, org.berth.dockermaster.rpc.v1.HostDescription.parser(), AgentAnswers::description);
    }

    private static Optional<Endpoint> endpoint(byte[] input) {
        return read(
                input,
                org.berth.dockermaster.rpc.v1.Endpoint.parser(),
                message -> AgentAnswers.reserved(message, FakeHost.ENDPOINT, Optional.of(FakeHost.DESCRIPTION)));
    }

    private static List<FoundSliver> list(byte[] input) {
        return read(
                        input,
                        org.berth.dockermaster.rpc.v1.FoundSliver.parser(),
                        message -> AgentAnswers.list(List.of(message, message).iterator()))
                .orElse(List.of());
    }

    private static void result(byte[] input) {
        List<String> output = new ArrayList<>();
        var unused = read(input, CommandReply.parser(), message -> {
            Iterator<CommandReply> replies = List.of(message, message).iterator();
            try {
                return AgentAnswers.result(replies, output::add);
            } catch (StatusRuntimeException e) { // The stream has ended without a result.
                throw Failures.received(HOST, "Execute", e);
            }
        });
    }

    private static void event(byte[] input) {
        read(input, org.berth.dockermaster.rpc.v1.HostEvent.parser(), AgentAnswers::event)
                .ifPresent(event -> assertThat(event.text()).doesNotContain("\n"));
    }

    private static void failure(byte[] input) {
        Metadata trailers = new Metadata();
        trailers.put(FAILURE, input);
        StatusRuntimeException ended = Status.ABORTED.asRuntimeException(trailers);
        if (Failures.misbehaviour(ended).isEmpty()) {
            assertThat(Failures.received(HOST, "Create", ended).getMessage()).hasSizeLessThan(5_000);
        }
    }

    /** Reads and checks; one that blames the host is no value. */
    private static <M extends Message, R> Optional<R> read(byte[] input, Parser<M> parser, Check<M, R> check) {
        M message;
        try {
            message = parser.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            assertThat(Failures.misbehaviour(Status.CANCELLED.withCause(e).asRuntimeException()))
                    .isPresent();
            return Optional.empty();
        }
        try {
            return Optional.of(check.of(message));
        } catch (DockerMasterException e) {
            assertThat(e.kind()).isIn(Kind.MISBEHAVING, Kind.UNREACHABLE);
            assertThat(e.getMessage()).hasSizeLessThan(5_000);
            return Optional.empty();
        }
    }

    @FunctionalInterface
    private interface Check<M, R> {
        R of(M message);
    }
}
