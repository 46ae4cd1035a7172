// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.berth.base.Printable;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollReply;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollRequest;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollmentGrpc;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.IdentityFolder;

/** Enrolls a new agent as a host of the AM that gave it a token. */
public final class EnrollmentClient {
    private static final int DEADLINE_SECONDS = 30;
    private static final int MOST_MESSAGE_BYTES = 64 * 1024;

    private final IdentityFolder identity;
    private final InstantSource clock;

    /** @param identity where the key is made, and where what the AM gives is kept */
    public EnrollmentClient(IdentityFolder identity, InstantSource clock) {
        this.identity = identity;
        this.clock = clock;
    }

    /**
     * Redeems a token. When this returns, the agent's identity is on disk; when it throws, it is what it was before, and the
     * same token may be tried again.
     *
     * @param hostname name or address at which the AM shall call this agent; empty: the one that it calls from now
     * @param port at which the AM shall call this agent
     * @throws IOException with a sentence for the admin, also if the AM refuses
     */
    public void enroll(EnrollmentToken token, Optional<String> hostname, int port) throws IOException {
        EnrollRequest request = EnrollRequest.newBuilder()
                .setSecret(ByteString.copyFrom(HexFormat.of().parseHex(token.secret())))
                .setCertificateRequest(ByteString.copyFrom(identity.request(token)))
                .setFormerKey(formerKey())
                .setHostname(hostname.orElse(""))
                .setPort(port)
                .build();
        EnrollReply reply = ask(token, request);
        byte[] authority = reply.getAuthority().toByteArray();
        try {
            if (!HostCertificates.pin(parse(authority)).equals(token.authority())) {
                throw new CertificateException("it gave another authority than the one it has shown");
            }
            identity.enroll(token, reply.getCertificate().toByteArray(), authority);
        } catch (CertificateException e) {
            throw new IOException("the AM's answer cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Returns the fingerprint of the key enrolled before, so that the AM can warn an admin who enrols a host under a
     * second name; empty without one.
     */
    private String formerKey() {
        try {
            return identity.find()
                    .map(known ->
                            HostCertificates.fingerprint(known.certificate().getPublicKey()))
                    .orElse("");
        } catch (IOException e) {
            // Enrolling anew is what mends files that cannot be used.
            return "";
        }
    }

    private EnrollReply ask(EnrollmentToken token, EnrollRequest request) throws IOException {
        PinnedAuthority pinned = new PinnedAuthority(token.authority(), clock);
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + token.hostname() + ":" + token.port())
                .sslContext(tls(pinned))
                .maxInboundMessageSize(MOST_MESSAGE_BYTES)
                .build();
        try {
            return EnrollmentGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .enroll(request);
        } catch (StatusRuntimeException e) {
            throw new IOException(sentence(token, e, pinned), e);
        } finally {
            channel.shutdownNow();
        }
    }

    private static SslContext tls(PinnedAuthority pinned) throws IOException {
        return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .trustManager(pinned)
                .build();
    }

    private static String sentence(EnrollmentToken token, StatusRuntimeException failure, PinnedAuthority pinned) {
        String where = "the AM at " + token.hostname() + ":" + token.port();
        if (pinned.refusal().isPresent()) {
            return where + " is not believed, and was told nothing: "
                    + pinned.refusal().get();
        }
        Status status = failure.getStatus();
        return switch (status.getCode()) {
            case PERMISSION_DENIED, INTERNAL ->
                where + " refused: " + Printable.line(status.getDescription(), Failures.LONGEST_TEXT);
            case UNIMPLEMENTED -> where + " knows no enrolment of this version: install the AM's version of the agent";
            case UNAVAILABLE ->
                where + " cannot be reached (" + reason(status) + "); it listens only while a"
                        + " token is good, for an hour: look whether a firewall is in between, or make a new token with"
                        + " 'berth host enroll " + token.host() + "'";
            case DEADLINE_EXCEEDED -> where + " did not answer in time: look whether a firewall is in between";
            default -> where + " could not be asked: " + reason(status);
        };
    }

    private static String reason(Status status) {
        Throwable cause = status.getCause();
        return Printable.line(cause == null ? status.getDescription() : cause.getMessage(), Failures.LONGEST_TEXT);
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
