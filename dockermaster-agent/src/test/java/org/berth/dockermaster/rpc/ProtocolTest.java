// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import com.google.protobuf.Empty;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.Optional;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.trust.HostCertificates;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents and AMs of different versions. */
class ProtocolTest extends RpcFixture {

    @ParameterizedTest
    @CsvSource({
        "1,1, 2,2, 'the AM speaks protocol version 1, the agent 2: upgrade the AM'",
        "1,2, 3,5, 'the AM speaks protocol version 1 to 2, the agent 3 to 5: upgrade the AM'",
        "2,2, 1,1, 'the AM speaks protocol version 2, the agent 1: upgrade the agent'",
        "4,5, 1,3, 'the AM speaks protocol version 4 to 5, the agent 1 to 3: upgrade the agent'"
    })
    void versionsThatDoNotMeetAreRefusedWithWhatToDo(
            int oldestAm, int newestAm, int oldestAgent, int newestAgent, String text) {
        // given
        AgentServer server = serve(0, Optional.empty(), new Protocol(oldestAgent, newestAgent));
        RemoteDockerMaster host =
                connect(server.address().getPort(), AM, Optional.empty(), new Protocol(oldestAm, newestAm));

        // then
        assertThatThrownBy(host::describe)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageEndingWith(" to Describe: " + text);
        assertThat(served.asked).isEmpty();
        assertThat(refused.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .matches("refused 127\\.0\\.0\\.1 port \\d+: " + text);
    }

    @ParameterizedTest
    @CsvSource({"1,2, 2,3", "2,3, 1,2", "1,9, 5,5"})
    void versionsThatMeetWorkTogether(int oldestAm, int newestAm, int oldestAgent, int newestAgent) {
        // given
        AgentServer server = serve(0, Optional.empty(), new Protocol(oldestAgent, newestAgent));
        RemoteDockerMaster host =
                connect(server.address().getPort(), AM, Optional.empty(), new Protocol(oldestAm, newestAm));

        // then
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1-", "-1-2", "1-2 ", "a-b", "1-99999999999"})
    void headerOfAnotherFormIsNoVersion(String header) {
        assertThat(Protocol.parse(header)).isEmpty();
    }

    @Test
    void agentThatNamesNoVersionIsNotUsed() throws IOException {
        // given
        Server server = NettyServerBuilder.forPort(0)
                .sslContext(PeerTls.agent(() -> AGENT, CLOCK))
                .addService(new DockerMasterService(served, new NoRenewal()))
                .build()
                .start();
        closing(server::shutdownNow);
        RemoteDockerMaster host = connect(server.getPort(), AM, Optional.empty(), Protocol.OWN);

        // then
        assertThatThrownBy(host::describe).hasMessageEndingWith("the agent names no protocol version");
    }

    @Test
    void methodThatTheAgentDoesNotHaveIsRefusedWithWhatToDo() {
        // given
        String key = HostCertificates.fingerprint(AGENT.certificate().getPublicKey());
        ManagedChannel channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", serve().address().getPort())
                .sslContext(PeerTls.am(() -> AM, key, CLOCK, shown -> {}))
                .build();
        closing(channel::shutdownNow);
        var newer = MethodDescriptor.newBuilder(
                        ProtoUtils.marshaller(Empty.getDefaultInstance()),
                        ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .setType(MethodType.UNARY)
                .setFullMethodName("berth.dockermaster.v1.DockerMaster/Teleport")
                .build();

        // then
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        ClientInterceptors.intercept(channel, new CallHeaders(Protocol.OWN, Optional.empty())),
                        newer,
                        CallOptions.DEFAULT,
                        Empty.getDefaultInstance()))
                .hasMessage("UNIMPLEMENTED: the agent speaks protocol version 1, which has no Teleport;"
                        + " the AM speaks 1: upgrade the agent");
        assertThat(refused.list).hasSize(1);
    }
}
