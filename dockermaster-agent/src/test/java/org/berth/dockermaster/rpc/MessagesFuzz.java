// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.rpc.v1.CommandResult;
import org.berth.dockermaster.rpc.v1.ExecuteRequest;
import org.berth.dockermaster.rpc.v1.HostDescription;
import org.berth.dockermaster.rpc.v1.InstallRequest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the other end sends, read as each message; what is read is the same when it has gone over the wire once more. */
class MessagesFuzz {
    private static final String SLIVER = "urn:publicid:IDN+am.example.org+sliver+s1";
    private static final List<Account> ACCOUNTS = List.of(new Account("joe", List.of("ssh-ed25519 AAAA joe")));

    private static final List<Words<?, ?>> ALL = List.of(
            new Words<>(
                    org.berth.dockermaster.rpc.v1.SliverSpec.parser(), SliverMessages::spec, SliverMessages::message),
            new Words<>(
                    org.berth.dockermaster.rpc.v1.FoundSliver.parser(), SliverMessages::found, SliverMessages::message),
            new Words<>(
                    ExecuteRequest.parser(),
                    SliverMessages::command,
                    command -> SliverMessages.message(SLIVER, 1, command, false)),
            new Words<>(
                    InstallRequest.parser(),
                    SliverMessages::command,
                    command -> SliverMessages.message(SLIVER, 1, command, false)),
            new Words<>(CommandResult.parser(), SliverMessages::result, SliverMessages::message),
            new Words<>(HostDescription.parser(), HostMessages::description, HostMessages::message),
            new Words<>(org.berth.dockermaster.rpc.v1.PoolSettings.parser(), HostMessages::pool, HostMessages::message),
            new Words<>(org.berth.dockermaster.rpc.v1.HostEvent.parser(), HostMessages::event, HostMessages::message));

    static Stream<byte[]> sent() {
        ContainerType type = new ContainerType(
                "docker-container",
                OptionalLong.of(1L << 30),
                OptionalDouble.of(1.5),
                OptionalLong.of(512),
                OptionalLong.of(1L << 34),
                List.of("NET_ADMIN"),
                List.of("/dev/net/tun"));
        Stream<Message> messages = Stream.of(
                SliverMessages.message(new SliverSpec(
                        "am", SLIVER, "slice", "node", type, "berth-base:1", 1, FakeHost.ENDPOINT, ACCOUNTS, 2)),
                SliverMessages.message(new FoundSliver(
                        "am",
                        SLIVER,
                        "slice",
                        "node",
                        "docker-container",
                        1,
                        FakeHost.ENDPOINT,
                        "berth-base:1",
                        1,
                        2,
                        FoundSliver.Power.RUNNING,
                        "",
                        Optional.of(new DiskCondition(DiskCondition.Level.FULL, 1L << 30, Instant.EPOCH)))),
                SliverMessages.message(SLIVER, 1, new ExecuteCommand(0, "sh", "true"), true),
                SliverMessages.message(SLIVER, 1, new InstallCommand(0, "http://example.org/a.tgz", "/opt"), false),
                SliverMessages.message(new ExecuteResult(1, "tail")),
                HostMessages.message(FakeHost.DESCRIPTION),
                HostMessages.message(new PoolSettings(
                        Optional.of("host"), OptionalInt.of(20000), OptionalInt.of(5), Optional.of("2001:db8::/64"))),
                HostMessages.message(
                        new HostEvent(HostEvent.Kind.DIED, SLIVER, "text", Instant.parse("2030-01-01T00:00:00.5Z"))));
        return messages.map(Message::toByteArray);
    }

    @MethodSource("sent")
    @FuzzTest
    void areRefusedOrSayTheSameWhenSentOn(byte[] input) {
        ALL.forEach(words -> words.check(input));
    }

    /** A record and its message. */
    private record Words<M extends Message, R>(Parser<M> parser, Function<M, R> read, Function<R, Message> write) {
        void check(byte[] input) {
            R value;
            try {
                value = read.apply(parser.parseFrom(input));
            } catch (InvalidProtocolBufferException | DockerMasterException | DateTimeException e) {
                return; // refused
            }
            try {
                assertThat(read.apply(parser.parseFrom(write.apply(value).toByteArray())))
                        .isEqualTo(value);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
    }
}
