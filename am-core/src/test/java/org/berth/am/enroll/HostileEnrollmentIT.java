// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.rpc.EnrollmentClient;
import org.berth.dockermaster.rpc.Refusals;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollReply;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollRequest;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollmentGrpc;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.IdentityFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who does not keep to the protocol gets nothing, and keeps nobody from enrolling. */
class HostileEnrollmentIT {
    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private EnrollmentFixture am;
    private EnrollmentListener listener;
    private EnrollmentToken token;

    @BeforeEach
    void start() throws IOException {
        am = new EnrollmentFixture(directory.resolve("am"));
        listener = am.listener(0);
        token = listener.invite("beta");
        // Written by another thread.
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void betaCanStillBeEnrolled() throws IOException {
        assertThat(am.agentKey("beta")).isEmpty();
        IdentityFolder agent = new IdentityFolder(directory.resolve("agent"), am.clock);
        new EnrollmentClient(agent, am.clock).enroll(token, Optional.empty(), 11999);
        assertThat(am.agentKey("beta")).isPresent();
        logger().detachAppender(log);
        listener.close();
        am.close();
    }

    @Test
    void requestOfAMegabyteIsNotRead() {
        assertThatThrownBy(() -> call(request(new byte[1 << 20])))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        await().untilAsserted(() -> assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("127.0.0.1", "broken off, or too large"));
    }

    @Test
    void brokenRequestIsRefusedWithASentence() {
        assertThatThrownBy(() -> call(request(new byte[] {1, 2, 3})))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("PERMISSION_DENIED: this is no certificate request (PKCS#10, DER)");
        assertThatThrownBy(() -> call(EnrollRequest.getDefaultInstance()))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("PERMISSION_DENIED: the agent's port has to be");
    }

    @Test
    void noiseWithoutTlsGetsNoAnswer() throws Exception {
        byte[] noise = new byte[4096];
        new Random(3).nextBytes(noise);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), token.port())) {
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(noise);
            // at most a TLS alert of 7 bytes
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThanOrEqualTo(7);
        } catch (SocketException e) {
            // No answer either: the connection was ended while there was noise to read.
        }
        await().untilAsserted(() -> assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .matches("enrolment refused 127\\.0\\.0\\.1 port \\d+: what it sends is not TLS"));
    }

    @Test
    void thoseWhoSayNothingAreNotKeptWithoutEnd() throws IOException {
        // given
        List<Socket> silent = new ArrayList<>();

        // when
        for (int i = 0; i < 150; i++) {
            silent.add(new Socket(InetAddress.getLoopbackAddress(), token.port()));
        }

        // then
        assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
        await().until(() -> log.list.size() == 50);
        for (Socket socket : silent) {
            socket.close();
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Refusals.class);
    }

    private EnrollRequest request(byte[] certificateRequest) {
        return EnrollRequest.newBuilder()
                .setSecret(ByteString.copyFrom(HexFormat.of().parseHex(token.secret())))
                .setCertificateRequest(ByteString.copyFrom(certificateRequest))
                .setPort(11999)
                .build();
    }

    private EnrollReply call(EnrollRequest request) throws IOException {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", token.port())
                .overrideAuthority("localhost")
                .sslContext(GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .build())
                .build();
        try {
            return EnrollmentGrpc.newBlockingStub(channel).enroll(request);
        } finally {
            channel.shutdownNow();
        }
    }
}
