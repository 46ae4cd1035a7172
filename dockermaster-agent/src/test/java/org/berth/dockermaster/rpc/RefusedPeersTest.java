// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.berth.base.RateLimitedLog;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.rpc.v1.DescribeRequest;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody but the AM gets anything from an agent, and the AM gets nothing from anybody but the agent. */
@Timeout(300)
class RefusedPeersTest extends RpcFixture {
    /** What is behind it, in brackets, is the TLS library's, and its own affair. */
    private static final String ENDED_BY_THE_PEER =
            "it shows no certificate, or it does not accept the certificate that it is shown";

    private static final TestTrust OTHERS = TestTrust.of(TestTrust.AM, NOW);

    @Test
    void peerWithoutTlsIsRefused() throws IOException {
        // given
        AgentServer server = serve();

        // when
        try (Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            plain.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            readToEnd(plain);
        }

        // then
        expectOneLineEach("what it sends is not TLS");
    }

    @Test
    void peerThatHangsUpIsTold() throws IOException {
        // given
        AgentServer server = serve();

        // when
        new Socket(InetAddress.getLoopbackAddress(), server.address().getPort()).close();

        // then
        expectOneLineEach("it hung up during the TLS handshake");
    }

    @Test
    void peerWithoutCertificateIsRefused() throws IOException {
        // given
        var channel = NettyChannelBuilder.forAddress(
                        "127.0.0.1", serve().address().getPort())
                .sslContext(GrpcSslContexts.configure(
                                GrpcSslContexts.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE),
                                SslProvider.JDK)
                        .build())
                .build();
        closing(channel::shutdownNow);

        // then
        assertThatThrownBy(
                        () -> DockerMasterGrpc.newBlockingStub(channel).describe(DescribeRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        expectOneLineEach(ENDED_BY_THE_PEER);
    }

    @Test
    void amWhoseCertificateHasExpiredIsRefused() {
        // given
        PeerIdentity expired = TRUST.am(NOW.minus(Duration.ofDays(91)));

        // then
        expectRefused(expired).hasMessageContaining("the agent refuses this AM's certificate (");
        expectOneLineEach("the certificate 'CN=Berth AM' has expired at 2026-11-19T12:00:00Z; here it is " + NOW);
    }

    @Test
    void amOfAnotherAuthorityIsRefused() {
        // given
        PeerIdentity other = OTHERS.am(NOW);

        // then
        expectRefused(new PeerIdentity(other.key(), other.certificate(), AM.authority()))
                .hasMessageContaining("the agent refuses this AM's certificate (");
        expectOneLineEach("the certificate 'CN=Berth AM' was not issued by the authority of " + TestTrust.AM);
    }

    @Test
    void anotherAgentIsNoAm() {
        expectRefused(TRUST.agent("two", NOW)).hasMessageContaining("the agent refuses this AM's certificate (");
        expectOneLineEach("the certificate 'CN=two' is not that of an AM");
    }

    @Test
    void agentOfAnotherKeyThanTheRecordedOneIsNotAsked() {
        // given
        PeerIdentity recorded = TRUST.agent("one", NOW);
        String key = HostCertificates.fingerprint(recorded.certificate().getPublicKey());
        int port = serve().address().getPort();
        RemoteDockerMaster host =
                connect(new RemoteHost("one", "127.0.0.1", port, key, Optional.empty()), AM, Protocol.OWN);

        // then
        expectUnreachable(host)
                .hasMessageContaining("what answers at 127.0.0.1:" + port + " is not this host's agent: the certificate"
                        + " 'CN=one' is of another key than that of the agent which was enrolled for this host");
        expectOneLineEach(ENDED_BY_THE_PEER);
    }

    @Test
    void agentOfAnotherAuthorityIsNotAsked() {
        // given
        PeerIdentity am = OTHERS.am(NOW);

        // then
        expectRefused(am).hasMessageContaining("was not issued by the authority of " + TestTrust.AM);
        expectOneLineEach(ENDED_BY_THE_PEER);
    }

    @Test
    void wrongPasswordIsRefused() {
        // given
        AgentServer server = serve(0, Optional.of("right"), Protocol.OWN);
        RemoteDockerMaster host = connect(server.address().getPort(), AM, Optional.of("wrong\n"), Protocol.OWN);

        // then
        expectUnreachable(host).hasMessageEndingWith(": the password in the AM's configuration is not the agent's");
        expectOneLineEach("the password in the AM's configuration is not the agent's");
    }

    @Test
    void missingPasswordIsRefused() {
        // given
        AgentServer server = serve(0, Optional.of("right"), Protocol.OWN);

        // then
        expectUnreachable(connect(server)).hasMessageContaining("the agent wants a password");
        expectOneLineEach("the agent wants a password, and the AM's configuration has none for this host");
    }

    @Test
    void rightPasswordIsTakenAndOneTooManyIsNoMatter() {
        // given
        int strict =
                serve(0, Optional.of("p\u00e4ss \n"), Protocol.OWN).address().getPort();
        int open = serve().address().getPort();

        // then
        for (int port : List.of(strict, open)) {
            assertThat(connect(port, AM, Optional.of("p\u00e4ss \n"), Protocol.OWN)
                            .describe())
                    .isEqualTo(FakeHost.DESCRIPTION);
        }
        assertThat(refused.list).isEmpty();
    }

    @Test
    void agentThatIsNotEnrolledServesNobodyUntilItIs() {
        // given
        PeerIdentity[] enrolled = new PeerIdentity[1];
        AgentServer server = serve(() -> Optional.ofNullable(enrolled[0])
                .orElseThrow(() -> new IllegalStateException("berth agent enroll was not run yet")));
        RemoteDockerMaster host = connect(server);
        expectUnreachable(host);
        expectOneLineEach("this agent has no certificate to show: berth agent enroll was not run yet");

        // when
        enrolled[0] = AGENT;

        // then
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsInstanceOf(DockerMasterException.class)
                .until(() -> host.describe().equals(FakeHost.DESCRIPTION));
    }

    @Test
    void everyConnectionIsLookedAtAnew() {
        // given
        AgentServer server = serve();
        assertThat(connect(server).describe()).isEqualTo(FakeHost.DESCRIPTION);
        PeerIdentity expired = TRUST.am(NOW.minus(Duration.ofDays(91)));
        served.asked.clear();

        // then
        expectUnreachable(connect(server.address().getPort(), expired, Optional.empty(), Protocol.OWN));
        expectOneLineEach("the certificate 'CN=Berth AM' has expired at 2026-11-19T12:00:00Z; here it is " + NOW);
    }

    @Test
    void formerAmIsObeyedNoLongerOverAConnectionThatIsOpen() {
        // given
        AtomicReference<PeerIdentity> identity = new AtomicReference<>(AGENT);
        AgentServer server = serve(identity::get);
        RemoteDockerMaster former = connect(server);
        former.watch(event -> {});
        await().until(() -> served.watchers.size() == 1);
        former.stop(SLIVER, 1);
        served.asked.clear();

        // when
        identity.set(OTHERS.agent("one", NOW));

        // then
        String reason = "the certificate 'CN=Berth AM' was not issued by the authority of " + TestTrust.AM;
        assertThatThrownBy(() -> former.stop(SLIVER, 1))
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageEndingWith(reason);
        expectOneLineEach(reason);

        // then nor is it told what happens
        await().atMost(Duration.ofSeconds(30)).until(served.watchers::isEmpty);
        assertThat(refused.list.get(1).getFormattedMessage()).endsWith(": its connection is ended: " + reason);
    }

    @Test
    void thoseWhoSayNothingKeepNobodyOut() throws IOException {
        // given
        AgentServer server = serve();
        RemoteDockerMaster host = connect(server);
        host.describe();
        int port = server.address().getPort();
        Socket first = connected(port);

        // when
        for (int i = 0; i < WatchedListener.MOST_UNPROVEN + 2 * RateLimitedLog.LINES_PER_MINUTE; i++) {
            connected(port);
        }

        // then those that came first have to go, but for who has shown who it is
        assertThat(first.getInputStream().read()).isEqualTo(-1);
        assertThat(connect(server).describe()).isEqualTo(FakeHost.DESCRIPTION);
        assertThat(host.describe()).isEqualTo(FakeHost.DESCRIPTION);
        await().until(() -> refused.list.size() > RateLimitedLog.LINES_PER_MINUTE);
        assertThat(refused.list.get(0).getFormattedMessage())
                .isEqualTo("refused 127.0.0.1 port " + first.getLocalPort()
                        + ": 100 others came after it, and it has not shown yet who it is");
        assertThat(refused.list).hasSize(RateLimitedLog.LINES_PER_MINUTE + 1);
        assertThat(refused.list.get(RateLimitedLog.LINES_PER_MINUTE).getFormattedMessage())
                .endsWith(", as 60 others this minute: no more lines until it ends");
    }

    private Socket connected(int port) throws IOException {
        return closing(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    @Test
    void linesAreWrittenAgainInTheNextMinute() {
        // given
        SettableClock clock = new SettableClock(NOW);
        Refusals refusals = new Refusals("refused", clock);
        for (int i = 0; i < 2 * RateLimitedLog.LINES_PER_MINUTE; i++) {
            refusals.refused(null, "x");
        }

        // when
        clock.advance(Duration.ofMinutes(1));
        refusals.refused(null, "y");

        // then
        assertThat(refused.list).hasSize(RateLimitedLog.LINES_PER_MINUTE + 2);
        assertThat(refused.list.get(RateLimitedLog.LINES_PER_MINUTE + 1).getFormattedMessage())
                .isEqualTo("refused somebody: y");
    }

    @Test
    void reasonHasNoControlCharactersInTheLog() {
        // when
        new Refusals("refused", CLOCK).refused(InetSocketAddress.createUnresolved("x\n", 1), "a\r\nb\u001b[2Jc\u202ed");

        // then
        assertThat(refused.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("refused somebody port 1: a b?[2Jc?d");
    }

    private AgentServer serve(Supplier<PeerIdentity> identity) {
        return closing(AgentServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                identity,
                Optional.empty(),
                served,
                new NoRenewal(),
                CLOCK,
                Protocol.OWN));
    }

    private AbstractThrowableAssert<?, ?> expectRefused(PeerIdentity am) {
        return expectUnreachable(connect(serve().address().getPort(), am, Optional.empty(), Protocol.OWN));
    }

    private static AbstractThrowableAssert<?, ?> expectUnreachable(RemoteDockerMaster host) {
        return assertThatThrownBy(host::describe)
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    /** A connection that failed is tried again by itself, so there may be several attempts, from a port each. */
    private void expectOneLineEach(String reason) {
        await().until(() -> !refused.list.isEmpty());
        List<String> lines = List.copyOf(refused.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        assertThat(lines).doesNotHaveDuplicates().allSatisfy(line -> {
            String own = reason.equals(ENDED_BY_THE_PEER) ? line.replaceFirst(" \\(.*\\)$", "") : line;
            assertThat(own).startsWith("refused 127.0.0.1 port ").endsWith(": " + reason);
        });
        assertThat(refused.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
        assertThat(served.asked).isEmpty();
    }

    private static void readToEnd(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // Reset is an end too.
        }
    }
}
