// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import com.google.protobuf.ByteString;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.regex.Pattern;
import org.berth.am.base.Incidents;
import org.berth.am.enroll.Enrollment.Enrolled;
import org.berth.am.store.StoreException;
import org.berth.dockermaster.rpc.Refusals;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollReply;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollRequest;
import org.berth.dockermaster.rpc.enrollment.v1.EnrollmentGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers agents that enrol. Each attempt is one line in the log. */
final class EnrollmentService extends EnrollmentGrpc.EnrollmentImplBase {
    private static final Logger log = LoggerFactory.getLogger(EnrollmentService.class);
    private static final Incidents INCIDENTS = new Incidents(log);
    private static final Context.Key<SocketAddress> PEER = Context.key("peer");
    private static final Pattern HOSTNAME =
            Pattern.compile("[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,15})?");
    private static final Pattern KEY = Pattern.compile("([0-9a-f]{64})?");
    private static final int LAST_PORT = 0xFFFF;

    private final Enrollment enrollment;
    private final Refusals refusals;
    private final ByteString authority;

    EnrollmentService(Enrollment enrollment, HostAuthority authority, Refusals refusals) {
        this.enrollment = enrollment;
        this.refusals = refusals;
        this.authority = encoded(authority.certificate());
    }

    /** Tells the service who calls, and notes who never gets as far as the service. */
    ServerInterceptor interceptor() {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                SocketAddress peer = Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
                Context known = Context.current().withValue(PEER, peer);
                return new SimpleForwardingServerCallListener<>(Contexts.interceptCall(known, call, headers, next)) {
                    @Override
                    public void onCancel() {
                        refusals.refused(peer, "the request was broken off, or too large");
                        super.onCancel();
                    }
                };
            }
        };
    }

    @Override
    public void enroll(EnrollRequest request, StreamObserver<EnrollReply> observer) {
        InetSocketAddress peer = (InetSocketAddress) PEER.get();
        // With this, answering somebody who has hung up does nothing, instead of throwing.
        ((ServerCallStreamObserver<EnrollReply>) observer).setOnCancelHandler(() -> {});
        EnrollReply reply;
        try {
            reply = enroll(request, peer);
        } catch (EnrollmentRefusedException e) {
            refusals.refused(peer, String.valueOf(e.getMessage()));
            observer.onError(
                    Status.PERMISSION_DENIED.withDescription(e.getMessage()).asException());
            return;
        } catch (StoreException e) {
            log.warn("an agent from {} is not enrolled: {}", peer, e.getMessage());
            observer.onError(Status.INTERNAL
                    .withDescription("the AM cannot enrol this agent now: its database cannot be used; try again later")
                    .asException());
            return;
        } catch (RuntimeException e) {
            String incident = INCIDENTS.report("enrolling an agent from " + peer, e);
            observer.onError(Status.INTERNAL
                    .withDescription("the AM did not enrol this agent: " + incident + "; see the AM's log")
                    .asException());
            return;
        }
        observer.onNext(reply);
        observer.onCompleted();
    }

    private EnrollReply enroll(EnrollRequest request, InetSocketAddress peer) throws EnrollmentRefusedException {
        String address = address(request, peer.getAddress());
        if (!KEY.matcher(request.getFormerKey()).matches()) {
            throw new EnrollmentRefusedException("the agent's former key has to be 64 hex digits, or empty");
        }
        Enrolled enrolled = enrollment.redeem(
                request.getSecret().toByteArray(),
                request.getCertificateRequest().toByteArray(),
                address,
                request.getFormerKey());
        log.info("host={} enrolled agent={} peer={}", enrolled.host(), address, peer);
        return EnrollReply.newBuilder()
                .setCertificate(encoded(enrolled.certificate()))
                .setAuthority(authority)
                .build();
    }

    /** Returns the address on which the AM calls the agent. */
    private static String address(EnrollRequest request, InetAddress peer) throws EnrollmentRefusedException {
        String hostname = request.getHostname().isEmpty() ? peer.getHostAddress() : request.getHostname();
        if (!HOSTNAME.matcher(hostname).matches()) {
            throw new EnrollmentRefusedException(
                    "the agent's own address has to be a host name or an IP address, without a port");
        }
        if (request.getPort() < 1 || request.getPort() > LAST_PORT) {
            throw new EnrollmentRefusedException("the agent's port has to be from 1 to " + LAST_PORT + ", it is "
                    + Integer.toUnsignedString(request.getPort()));
        }
        return (hostname.contains(":") ? "[" + hostname + "]" : hostname) + ":" + request.getPort();
    }

    private static ByteString encoded(X509Certificate certificate) {
        try {
            return ByteString.copyFrom(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }
}
