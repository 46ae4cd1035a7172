// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.base.RateLimitedLog;
import org.berth.dockermaster.rpc.EnrollmentClient;
import org.berth.dockermaster.rpc.Refusals;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.dockermaster.trust.PeerIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Agents and an AM that really speak TLS to each other, on the loopback interface. */
class EnrollmentIT {
    private static final int AGENT_PORT = 11999;

    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private EnrollmentFixture am;
    private EnrollmentListener listener;

    @BeforeEach
    void start() throws IOException {
        am = new EnrollmentFixture(directory.resolve("am"));
        listener = am.listener(0);
        // Written by other threads.
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void stop() {
        logger().detachAppender(log);
        listener.close();
        am.close();
    }

    @Test
    void agentIsEnrolledByItsToken() throws Exception {
        // given
        EnrollmentToken token = EnrollmentToken.parse(listener.invite("beta").format());
        IdentityFolder agent = agent("agent");

        // when
        client(agent).enroll(token, Optional.empty(), AGENT_PORT);

        // then
        PeerIdentity identity = agent.find().orElseThrow();
        String key = am.agentKey("beta").orElseThrow();
        assertThatCode(() -> HostCertificates.requireAgent(
                        identity.certificate(), key, am.authority.am(), am.clock.instant()))
                .doesNotThrowAnyException();
        assertThatCode(() -> HostCertificates.requireAm(am.authority.am().certificate(), identity, am.clock.instant()))
                .doesNotThrowAnyException();
        assertThat(am.address("beta")).contains("127.0.0.1:11999");
        assertThat(am.enrolled).containsExactly("beta");
        assertThat(refusals()).isEmpty();
    }

    @Test
    void agentThatIsEnrolledAnewHasANewKey() throws Exception {
        // given
        IdentityFolder agent = agent("agent");
        client(agent).enroll(listener.invite("beta"), Optional.empty(), AGENT_PORT);
        PeerIdentity former = agent.find().orElseThrow();

        // when
        EnrollmentToken token = listener.invite("beta");
        client(agent).enroll(token, Optional.empty(), AGENT_PORT);

        // then
        PeerIdentity now = agent.find().orElseThrow();
        assertThat(now.key()).isNotEqualTo(former.key());
        assertThat(am.agentKey("beta"))
                .contains(HostCertificates.fingerprint(now.certificate().getPublicKey()));

        // when the token is typed again, as after a death before the command has ended
        client(agent).enroll(token, Optional.empty(), AGENT_PORT);

        // then
        assertThat(agent.find().orElseThrow().key()).isEqualTo(now.key());
    }

    @Test
    void machineThatIsAHostAlreadyIsNotMadeAnother() throws Exception {
        // given
        IdentityFolder agent = agent("agent");
        client(agent).enroll(listener.invite("beta"), Optional.empty(), AGENT_PORT);
        PeerIdentity before = agent.find().orElseThrow();

        // when, then
        EnrollmentToken token = listener.invite("gamma");
        assertThatThrownBy(() -> client(agent).enroll(token, Optional.empty(), AGENT_PORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused: this agent serves host 'beta' already");
        assertThat(agent.find()).contains(before);
    }

    @Test
    void agentIsCalledWhereItSays() throws Exception {
        IdentityFolder agent = agent("agent");
        EnrollmentToken token = listener.invite("beta");
        client(agent).enroll(token, Optional.of("2001:db8::7"), 12345);
        assertThat(am.address("beta")).contains("[2001:db8::7]:12345");
        client(agent).enroll(token, Optional.of("beta.example.org"), AGENT_PORT);
        assertThat(am.address("beta")).contains("beta.example.org:11999");
    }

    @Test
    void addressThatIsNoneIsRefused() throws Exception {
        EnrollmentToken token = listener.invite("beta");
        assertThatThrownBy(() -> client(agent("agent")).enroll(token, Optional.of("beta/../x"), AGENT_PORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused: the agent's own address has to be a host name or an IP address");
        assertThatThrownBy(() -> client(agent("agent")).enroll(token, Optional.empty(), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("refused: the agent's port has to be from 1 to 65535, it is 0");
    }

    @Test
    void agentWithAUsedTokenIsToldAndIsOneLineInTheLog() throws Exception {
        // given
        EnrollmentToken token = listener.invite("beta");
        client(agent("first")).enroll(token, Optional.empty(), AGENT_PORT);

        // when, then
        IdentityFolder second = agent("second");
        assertThatThrownBy(() -> client(second).enroll(token, Optional.empty(), AGENT_PORT))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "refused: this token was used by another agent already; make a new one with: berth"
                                + " host enroll beta");
        assertThat(second.find()).isEmpty();
        assertThat(refusals())
                .hasSize(1)
                .first()
                .asString()
                .contains("127.0.0.1")
                .contains("used by another agent");
    }

    @Test
    void secretIsNotToldToAnotherAm() throws Exception {
        try (EnrollmentFixture impostor = new EnrollmentFixture(directory.resolve("impostor"));
                EnrollmentListener other = impostor.listener(0)) {
            // given a token of ours, that leads to somebody else
            EnrollmentToken own = listener.invite("beta");
            int port = other.invite("beta").port();
            EnrollmentToken led = new EnrollmentToken("127.0.0.1", port, own.authority(), own.secret(), own.host());
            IdentityFolder agent = agent("agent");

            // when, then
            assertThatThrownBy(() -> client(agent).enroll(led, Optional.empty(), AGENT_PORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith(
                            "the AM at 127.0.0.1:" + port + " is not believed, and was told nothing: who"
                                    + " answers there is not the AM that made this token");
            // an unknown secret would have been refused there, with another line
            await().untilAsserted(() -> assertThat(refusals())
                    .singleElement()
                    .asString()
                    .contains("it does not accept the certificate that it is shown"));
            assertThat(agent.find()).isEmpty();

            // when the same is sent to who is believed, then that other line is there
            EnrollmentToken unknown =
                    new EnrollmentToken("127.0.0.1", own.port(), own.authority(), "00".repeat(16), own.host());
            assertThatThrownBy(() -> client(agent).enroll(unknown, Optional.empty(), AGENT_PORT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refused: this token is not known");
            assertThat(refusals()).hasSize(2).last().asString().contains("this token is not known");
        }
    }

    @Test
    void wrongSecretsNeitherGrowTheStoreNorFillTheLog() throws Exception {
        // given
        EnrollmentToken good = listener.invite("beta");
        EnrollmentToken wrong =
                new EnrollmentToken("127.0.0.1", good.port(), good.authority(), "00".repeat(16), "beta");
        IdentityFolder agent = agent("agent");

        // when
        for (int i = 0; i < RateLimitedLog.LINES_PER_MINUTE + 5; i++) {
            assertThatThrownBy(() -> client(agent).enroll(wrong, Optional.empty(), AGENT_PORT))
                    .isInstanceOf(IOException.class);
        }

        // then one who has the secret is not kept out by those who have not
        assertThat(refusals()).hasSize(RateLimitedLog.LINES_PER_MINUTE + 1);
        client(agent).enroll(good, Optional.empty(), AGENT_PORT);
        assertThat(am.agentKey("beta")).isPresent();
    }

    @Test
    void portIsOpenOnlyWhileATokenIsGood() throws Exception {
        // given
        listener.look();
        assertThat(listener.isOpen()).isFalse();
        EnrollmentToken token = listener.invite("beta");
        connect(token.port()).close();

        // when
        am.clock.advance(Duration.ofMinutes(59));
        listener.look();

        // then
        connect(token.port()).close();

        // when
        am.clock.advance(Duration.ofMinutes(1));
        listener.look();

        // then
        await().untilAsserted(() ->
                assertThatThrownBy(() -> connect(token.port()).close()).isInstanceOf(IOException.class));
        assertThatThrownBy(() -> client(agent("agent")).enroll(token, Optional.empty(), AGENT_PORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be reached")
                .hasMessageContaining("make a new token with 'berth host enroll beta'");
    }

    @Test
    void tokenIsGoodAfterTheAmWasStartedAgain() throws Exception {
        // given
        EnrollmentToken token = listener.invite("beta");
        listener.close();
        am.close();

        // when
        am = new EnrollmentFixture(directory.resolve("am"), am.clock);
        listener = am.listener(token.port());
        listener.start();

        // then
        client(agent("agent")).enroll(token, Optional.empty(), AGENT_PORT);
        assertThat(am.agentKey("beta")).isPresent();
    }

    @Test
    void portThatIsTakenIsToldToTheAdmin() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                EnrollmentListener second = am.listener(taken.getLocalPort())) {
            assertThatThrownBy(() -> second.invite("beta"))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("cannot listen for agents on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageEndingWith("host and port in [enrollment] say where to");
            assertThat(am.enrollment.outstanding()).isFalse();
        }
    }

    @Test
    void addressThatIsNotOfThisMachineIsToldToTheAdmin() {
        for (String wrong : new String[] {"no-such-name.invalid", "192.0.2.1"}) {
            try (EnrollmentListener second =
                    new EnrollmentListener(wrong, 0, "am", am.authority, am.enrollment, am.clock)) {
                assertThatThrownBy(() -> second.invite("beta"))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("cannot listen for agents on " + wrong)
                        .message()
                        .doesNotContain("null");
            }
        }
    }

    @Test
    void portThatWasTakenIsOpenedWhenItIsFree() throws Exception {
        EnrollmentToken token = listener.invite("beta");
        listener.close();
        try (ServerSocket taken = new ServerSocket(token.port(), 1, InetAddress.getLoopbackAddress())) {
            listener = am.listener(taken.getLocalPort());
            listener.look();
            assertThat(listener.isOpen()).isFalse();
        }
        listener.look();
        assertThat(listener.isOpen()).isTrue();
    }

    private IdentityFolder agent(String name) {
        return new IdentityFolder(directory.resolve(name), am.clock);
    }

    private EnrollmentClient client(IdentityFolder agent) {
        return new EnrollmentClient(agent, am.clock);
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private List<String> refusals() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Refusals.class);
    }
}
