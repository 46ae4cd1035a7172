// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.slf4j.LoggerFactory;

/** An agent with a fake host on loopback, an AM that it knows, and what the agent wrote of whom it refused. */
abstract class RpcFixture {
    protected static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    protected static final InstantSource CLOCK = InstantSource.fixed(NOW);
    protected static final String SLIVER = "urn:publicid:IDN+example.org+sliver+6f3b";
    protected static final SliverSpec SPEC = new SliverSpec(
            "urn:publicid:IDN+example.org+authority+am 1234",
            SLIVER,
            "urn:publicid:IDN+example.org+slice+one",
            "node \u00e9 'x",
            new ContainerType(
                    "small",
                    OptionalLong.of(1L << 33),
                    OptionalDouble.of(0.5),
                    OptionalLong.of(200),
                    OptionalLong.of(1L << 34),
                    List.of("NET_ADMIN"),
                    List.of("/dev/net/tun"),
                    Egress.parse("all, [2001:db8::/32]:25")),
            "ubuntu:24.04",
            3,
            FakeHost.ENDPOINT,
            List.of(
                    new Account("alice", List.of("ssh-ed25519 AAAA a", "ssh-rsa BBBB b")),
                    new Account("bob", List.of())),
            7);

    protected static final TestTrust TRUST = TestTrust.of(TestTrust.AM, NOW);
    protected static final PeerIdentity AM = TRUST.am(NOW);
    protected static final PeerIdentity AGENT = TRUST.agent("one", NOW);

    private static final Logger REFUSALS = (Logger) LoggerFactory.getLogger(Refusals.class);

    protected final FakeHost served = new FakeHost();
    protected final List<byte[]> installed = new CopyOnWriteArrayList<>();
    protected final ListAppender<ILoggingEvent> refused = new ListAppender<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeEach
    void listenToRefusals() {
        // Written by the agent's threads.
        refused.list = new CopyOnWriteArrayList<>();
        refused.start();
        REFUSALS.addAppender(refused);
    }

    @AfterEach
    void closeAll() throws Exception {
        served.creations.release(1_000_000);
        served.descriptions.countDown();
        while (!open.isEmpty()) {
            open.pop().close();
        }
        REFUSALS.detachAppender(refused);
    }

    protected AgentServer serve() {
        return serve(0, Optional.empty(), Protocol.OWN);
    }

    protected AgentServer serve(int port, Optional<String> password, Protocol protocol) {
        return closing(AgentServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                () -> AGENT,
                password,
                served,
                new CertificateRenewal() {
                    @Override
                    public byte[] request() {
                        return new byte[] {1, 2, 3};
                    }

                    @Override
                    public void install(byte[] certificate, List<byte[]> authorities) {
                        installed.add(certificate);
                    }
                },
                CLOCK,
                protocol));
    }

    protected AgentServer serveOther(FakeHost other) {
        return closing(AgentServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> AGENT,
                Optional.empty(),
                other,
                new NoRenewal(),
                CLOCK,
                Protocol.OWN));
    }

    protected RemoteDockerMaster connect(AgentServer server) {
        return connect(server.address().getPort(), AM, Optional.empty(), Protocol.OWN);
    }

    protected RemoteDockerMaster connect(
            int port, PeerIdentity identity, Optional<String> password, Protocol protocol) {
        String key = HostCertificates.fingerprint(AGENT.certificate().getPublicKey());
        return connect(new RemoteHost("one", "127.0.0.1", port, key, password), identity, protocol);
    }

    protected RemoteDockerMaster connect(RemoteHost where, PeerIdentity identity, Protocol protocol) {
        return closing(RemoteDockerMaster.connect(where, () -> identity, CLOCK, protocol));
    }

    protected <T extends AutoCloseable> T closing(T opened) {
        open.push(opened);
        return opened;
    }
}
