// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.rpc.v1.CommandReply;
import org.berth.dockermaster.rpc.v1.FoundSliver;
import org.berth.dockermaster.rpc.v1.HostDescription;
import org.berth.dockermaster.rpc.v1.HostEvent;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.testing.EvilAgent;
import org.berth.dockermaster.testing.HonestAnswers;
import org.berth.dockermaster.testing.HostileAnswers;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.HostCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever owns an agent's key answers with what no host may say. */
@Timeout(300)
class MisbehavingAgentTest extends RpcFixture {
    private static final HonestAnswers HONEST = new HonestAnswers("host.example.org", 20000, 50);

    private RemoteDockerMaster connect(EvilAgent.Answers answers) throws IOException {
        EvilAgent agent =
                closing(new EvilAgent(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AGENT, answers));
        return connect(agent.port(), AM, Optional.empty(), Protocol.OWN);
    }

    /** Answers one method with these messages, all others honestly. */
    private RemoteDockerMaster answering(String method, Stream<? extends Message> messages) throws IOException {
        return connect((asked, request, reply) -> {
            if (asked.equals(method)) {
                messages.takeWhile(message -> !reply.isCancelled()).forEach(reply::onNext);
                reply.onCompleted();
            } else {
                HONEST.answer(asked, request, reply);
            }
        });
    }

    private static HostDescription.Builder description() {
        return HONEST.description().toBuilder();
    }

    static Stream<Arguments> descriptions() {
        return Stream.of(
                Arguments.of(
                        description()
                                .addAllImages(IntStream.range(0, 20_000)
                                        .mapToObj(Integer::toString)
                                        .toList()),
                        "20001 of images, more than 1000"),
                Arguments.of(
                        description()
                                .addAllImages(IntStream.range(0, 300_000)
                                        .mapToObj(Integer::toString)
                                        .toList()),
                        "a message of a size that no host may send"),
                Arguments.of(description().setSlots(Integer.MAX_VALUE), "slots 2147483647 is not 1 to 10000"),
                Arguments.of(description().setFirstPort(22), "first port 22 is not 1025 to 65535"),
                Arguments.of(description().setFirstPort(65_500), "last port 65549 is not 1025 to 65535"),
                Arguments.of(description().setIpv6Prefix("garbage"), "ipv6_prefix 'garbage' is not"),
                Arguments.of(description().setIpv6Prefix("ff02::/64"), "ipv6_prefix 'ff02::/64' is not"),
                Arguments.of(description().setHostname("a b"), "hostname 'a b' is not a host name or address"),
                Arguments.of(description().setEngine("\u001b[2J"), "engine '?[2J' has characters"),
                Arguments.of(description().setCpus(-1), "CPUs -1 is not"));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void descriptionThatNoHostMayGiveIsRefusedWithTheValue(HostDescription.Builder said, String reason)
            throws IOException {
        // given
        RemoteDockerMaster host = answering("Describe", Stream.of(said.build()));

        // when / then
        misbehaves(host::describe, "Describe", reason);
    }

    static Stream<Arguments> answers() {
        FoundSliver sliver = FoundSliver.newBuilder()
                .setSliver(SLIVER)
                .setSlice(SPEC.slice())
                .setGeneration(1)
                .setEndpoint(SliverMessages.message(FakeHost.ENDPOINT))
                .setPowerValue(2)
                .build();
        org.berth.dockermaster.rpc.v1.Endpoint endpoint = SliverMessages.message(FakeHost.ENDPOINT);
        return Stream.of(
                Arguments.of(
                        "List", Stream.generate(() -> sliver).limit(99_000), "its list has more than 20000 slivers"),
                Arguments.of("List", one(sliver.toBuilder().setDetail("x".repeat(3_400_000))), "a message of a size"),
                Arguments.of(
                        "List", one(sliver.toBuilder().setDetail("x".repeat(5_000))), "state of the container has"),
                Arguments.of("List", one(sliver.toBuilder().setSlice("no urn")), "slice 'no urn' is not a URN"),
                Arguments.of("List", one(sliver.toBuilder().setPowerValue(9)), "a sliver of unknown power 9"),
                Arguments.of("List", one(sliver.toBuilder().setGeneration(Integer.MAX_VALUE)), "generation 2147483647"),
                Arguments.of("Reserve", one(endpoint.toBuilder().setSshPort(22)), "ssh port 22 is not"),
                Arguments.of("Reserve", one(endpoint.toBuilder().setSshPort(30_000)), "is not of the pool"),
                Arguments.of("Reserve", one(endpoint.toBuilder().setIpv6("2001:db8:9::1")), "is not of the prefix"),
                Arguments.of(
                        "Execute",
                        one(CommandReply.newBuilder().setOutput("x".repeat(3_400_000))),
                        "a message of a size"));
    }

    private static Stream<Message> one(Message.Builder message) {
        return Stream.of(message.build());
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answerThatNoHostMayGiveIsRefusedWithTheValue(String method, Stream<Message> said, String reason)
            throws IOException {
        // given
        RemoteDockerMaster host = answering(method, said);
        host.describe();

        // when / then
        misbehaves(() -> call(host, method), method, reason);
    }

    private static void call(RemoteDockerMaster host, String method) {
        switch (method) {
            case "List" -> host.list();
            case "Reserve" -> host.reserve(SPEC);
            default -> host.execute(SLIVER, 1, new ExecuteCommand(0, "sh", "true"), output -> {});
        }
    }

    private static void misbehaves(Runnable call, String method, String reason) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        DockerMasterException.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(Kind.MISBEHAVING))
                .hasMessageContaining(" answered " + method + " with what no host may say: ")
                .hasMessageContaining(reason)
                .message()
                .hasSizeLessThan(1_000);
    }

    @Test
    void outputWithoutEndIsMisbehaviour() {
        // given
        CommandReply reply =
                CommandReply.newBuilder().setOutput("x".repeat(200_000)).build();

        // when / then
        assertThatThrownBy(
                        () -> AgentAnswers.result(Stream.generate(() -> reply).iterator(), output -> {}))
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISBEHAVING))
                .hasMessageContaining("bytes of a command's output");
    }

    @Test
    void failureThatCannotBeReadIsMisbehaviour() throws IOException {
        // given
        Metadata trailers = new Metadata();
        trailers.put(
                Metadata.Key.of("berth-failure-bin", Metadata.BINARY_BYTE_MARSHALLER), new byte[] {(byte) 0xff, 1, 2});
        RemoteDockerMaster host =
                connect((method, request, reply) -> reply.onError(Status.ABORTED.asRuntimeException(trailers)));

        // when / then
        misbehaves(host::describe, "Describe", "a failure that cannot be read");
    }

    @Test
    void hostThatMisbehavedOnceIsNotUsedForAWhile() throws IOException {
        // given
        RemoteDockerMaster host = answering(
                "Reserve",
                one(SliverMessages.message(FakeHost.ENDPOINT).toBuilder().setSshPort(22)));
        host.describe();

        // when
        assertThatThrownBy(() -> host.reserve(SPEC)).hasMessageContaining("ssh port 22");

        // then
        misbehaves(host::describe, "Reserve", "ssh port 22");
    }

    @Test
    void hostThatMisbehavedIsAskedAgainAfterAWhile() throws IOException {
        // given
        SettableClock clock = new SettableClock(NOW);
        EvilAgent agent = closing(new EvilAgent(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AGENT, (method, request, reply) -> {
                    if (method.equals("List")) {
                        reply.onNext(FoundSliver.getDefaultInstance());
                        reply.onCompleted();
                    } else {
                        HONEST.answer(method, request, reply);
                    }
                }));
        String key = HostCertificates.fingerprint(AGENT.certificate().getPublicKey());
        RemoteDockerMaster host = closing(RemoteDockerMaster.connect(
                new RemoteHost("one", "127.0.0.1", agent.port(), key, Optional.empty()),
                () -> AM,
                clock,
                Protocol.OWN));
        assertThatThrownBy(host::list).isInstanceOf(DockerMasterException.class);
        assertThatThrownBy(host::describe).isInstanceOf(DockerMasterException.class);

        // when
        clock.advance(RemoteDockerMaster.QUARANTINE);

        // then
        assertThat(host.describe().slots()).isEqualTo(50);
    }

    @Test
    void eventThatNoHostMaySendIsToldToNobody() throws IOException {
        // given
        List<Object> told = new CopyOnWriteArrayList<>();
        HostEvent event =
                HostEvent.newBuilder().setKindValue(1).setSliver("x\ny").build();
        RemoteDockerMaster host = answering("Watch", one(WatchReply.newBuilder().setEvent(event)));
        host.describe();

        // when
        host.watch(told::add);

        // then
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> misbehaves(host::describe, "Watch", "event's sliver 'x y' is not a URN"));
        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverAnAgentAnswersIsAValueOrOneExceptionOfTheHost(long seed) throws IOException {
        // given
        HostileAnswers hostile = new HostileAnswers(seed, HONEST, false);
        RemoteDockerMaster host = connect(hostile);

        // when / then
        for (int round = 0; round < 10; round++) {
            for (Runnable call : List.<Runnable>of(
                    host::describe,
                    host::list,
                    () -> host.reserve(SPEC),
                    () -> host.stop(SLIVER, 1),
                    () -> host.renew(request -> AGENT.certificate(), List.of()))) {
                try {
                    call.run();
                } catch (DockerMasterException e) {
                    assertThat(e.getMessage()).hasSizeLessThan(5_000);
                }
            }
        }
    }
}
