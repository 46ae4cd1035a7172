// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import com.google.protobuf.ByteString;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.rpc.v1.DescribeRequest;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc.DockerMasterBlockingStub;
import org.berth.dockermaster.rpc.v1.IssuedCertificate;
import org.berth.dockermaster.rpc.v1.ListRequest;
import org.berth.dockermaster.rpc.v1.RequestCertificateRequest;
import org.berth.dockermaster.rpc.v1.SliverName;
import org.berth.dockermaster.rpc.v1.UpdateUsersRequest;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * A container host whose agent is asked over a network. Usable at once, whether the host answers or not: each call ends by its
 * own deadline, at once while no connection can be had, and a connection that was lost is tried anew every few seconds as
 * long as something is asked or watched. An agent goes on with what it has begun when a call ends early.
 *
 * <p>Whatever keeps the host from being asked (no route, another key, another password, another protocol version) is a
 * {@link DockerMasterException} of kind {@code UNREACHABLE} that says so.
 */
public final class RemoteDockerMaster implements DockerMaster {
    /** The interval at which a connection is tried when nothing else comes over it. */
    static final int KEEPALIVE_SECONDS = 10;

    private static final int KEEPALIVE_ANSWER_SECONDS = 5;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The time for which a host that misbehaved is not used. */
    static final Duration QUARANTINE = Duration.ofMinutes(10);

    private static final int LARGEST_TRAILERS = 64 << 10;

    private final RemoteHost host;
    private final InstantSource clock;
    private final ManagedChannel channel;
    private final DockerMasterBlockingStub stub;
    private final DockerMasterGrpc.DockerMasterStub watching;
    private final AtomicReference<@Nullable X509Certificate> certificate;
    /** Of the watches. */
    private final CancellableContext life = Context.ROOT.withCancellation();

    private final AtomicReference<@Nullable Misbehaviour> misbehaviour = new AtomicReference<>();

    private final AtomicLong triedAt = new AtomicLong(System.nanoTime());

    /** An answer that broke the rules, and when. */
    private record Misbehaviour(String reason, Instant at) {}

    private RemoteDockerMaster(
            RemoteHost host,
            InstantSource clock,
            ManagedChannel channel,
            Protocol protocol,
            AtomicReference<@Nullable X509Certificate> certificate) {
        this.host = host;
        this.clock = clock;
        this.channel = channel;
        this.certificate = certificate;
        var versioned = ClientInterceptors.intercept(channel, new CallHeaders(protocol, host.password()));
        this.stub = DockerMasterGrpc.newBlockingStub(versioned);
        this.watching = DockerMasterGrpc.newStub(versioned);
    }

    /**
     * A host to be asked. Nothing is sent yet.
     *
     * @param identity the AM's, asked at each handshake
     * @throws IllegalArgumentException if the address cannot be one
     */
    public static RemoteDockerMaster connect(RemoteHost where, Supplier<PeerIdentity> identity) {
        return connect(where, identity, InstantSource.system(), Protocol.OWN);
    }

    static RemoteDockerMaster connect(
            RemoteHost where, Supplier<PeerIdentity> identity, InstantSource clock, Protocol protocol) {
        AtomicReference<@Nullable X509Certificate> certificate = new AtomicReference<>();
        ManagedChannel channel = NettyChannelBuilder.forAddress(where.address(), where.port())
                .sslContext(PeerTls.am(identity, where.agentKey(), clock, certificate::set))
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(KEEPALIVE_ANSWER_SECONDS, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                .maxInboundMetadataSize(LARGEST_TRAILERS)
                .disableServiceConfigLookUp()
                .build();
        return new RemoteDockerMaster(where, clock, channel, protocol, certificate);
    }

    @Override
    public HostDescription describe() {
        requireBehaved();
        return ask(
                AgentCall.DESCRIBE,
                agent -> AgentAnswers.description(agent.describe(DescribeRequest.getDefaultInstance())));
    }

    /** One wrong answer is enough: the next may be as wrong, and look right. */
    private void requireBehaved() {
        Misbehaviour last = misbehaviour.get();
        if (last != null && clock.instant().isBefore(last.at().plus(QUARANTINE))) {
            throw new DockerMasterException(Kind.MISBEHAVING, last.reason());
        }
    }

    @Override
    public void configure(PoolSettings pool) {
        order(AgentCall.CONFIGURE, agent -> agent.configure(HostMessages.message(pool)));
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        return ask(AgentCall.RESERVE, agent -> {
            var answer = agent.reserve(SliverMessages.message(spec));
            boolean asAsked = SliverMessages.endpoint(answer).equals(spec.endpoint());
            // Another one has to be of the pool, which may have changed since it was announced.
            return AgentAnswers.reserved(answer, spec.endpoint(), asAsked ? Optional.empty() : Optional.of(describe()));
        });
    }

    @Override
    public void create(SliverSpec spec) {
        order(AgentCall.CREATE, agent -> agent.create(SliverMessages.message(spec)));
    }

    @Override
    public void start(String sliver, int generation) {
        order(AgentCall.START, agent -> agent.start(name(sliver, generation).build()));
    }

    @Override
    public void stop(String sliver, int generation) {
        order(AgentCall.STOP, agent -> agent.stop(name(sliver, generation).build()));
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        SliverName name = name(sliver, generation).setRestarts(restarts).build();
        order(AgentCall.RESTART, agent -> agent.restart(name));
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        UpdateUsersRequest request = UpdateUsersRequest.newBuilder()
                .setSliver(sliver)
                .setGeneration(generation)
                .setUserChanges(userChanges)
                .addAllAccounts(SliverMessages.messages(accounts))
                .build();
        order(AgentCall.UPDATE_USERS, agent -> agent.updateUsers(request));
    }

    @Override
    public void delete(String sliver) {
        order(AgentCall.DELETE, agent -> agent.delete(name(sliver, 0).build()));
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        var request = SliverMessages.message(sliver, generation, command, output.isWanted());
        return ask(AgentCall.EXECUTE, agent -> AgentAnswers.result(agent.execute(request), output));
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        var request = SliverMessages.message(sliver, generation, command, output.isWanted());
        return ask(AgentCall.INSTALL, agent -> AgentAnswers.result(agent.install(request), output));
    }

    @Override
    public List<FoundSliver> list() {
        return ask(AgentCall.LIST, agent -> AgentAnswers.list(agent.list(ListRequest.getDefaultInstance())));
    }

    @Override
    public List<Account> accounts(String sliver) {
        SliverName name = name(sliver, 0).build();
        return ask(AgentCall.ACCOUNTS, agent -> AgentAnswers.accounts(agent.accounts(name)));
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        return RemoteWatch.open(
                host,
                () -> {
                    tryAgain();
                    return watching;
                },
                listener,
                this::misbehaved,
                clock,
                life);
    }

    /**
     * Returns the certificate that the agent showed at the last handshake, or was given since; absent while it was
     * never reached.
     */
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(certificate.get());
    }

    /**
     * Gives the agent a new certificate for the key it has.
     *
     * @param issuer makes a certificate of a request (PKCS #10, DER); what it throws is thrown on
     * @param authorities whose certificates the agent is to trust from now on, that of its own first
     */
    public void renew(Function<byte[], X509Certificate> issuer, List<X509Certificate> authorities) {
        byte[] request = ask(
                AgentCall.REQUEST_CERTIFICATE,
                agent -> agent.requestCertificate(RequestCertificateRequest.getDefaultInstance())
                        .getDer()
                        .toByteArray());
        X509Certificate issued = issuer.apply(request);
        if (!HostCertificates.fingerprint(issued.getPublicKey()).equals(host.agentKey())) {
            throw misbehaved(AgentCall.REQUEST_CERTIFICATE, "it asks for a certificate of another key than its own");
        }
        IssuedCertificate message;
        try {
            var builder = IssuedCertificate.newBuilder().setDer(ByteString.copyFrom(issued.getEncoded()));
            for (X509Certificate authority : authorities) {
                builder.addAuthorities(ByteString.copyFrom(authority.getEncoded()));
            }
            message = builder.build();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be written", e);
        }
        order(AgentCall.INSTALL_CERTIFICATE, agent -> agent.installCertificate(message));
        certificate.set(issued);
    }

    /** Ends all calls and watches. */
    @Override
    public void close() {
        life.cancel(null);
        channel.shutdownNow();
    }

    private static SliverName.Builder name(String sliver, int generation) {
        return SliverName.newBuilder().setUrn(sliver).setGeneration(generation);
    }

    private void order(AgentCall call, Function<DockerMasterBlockingStub, ?> order) {
        ask(call, order::apply);
    }

    private <T> T ask(AgentCall call, Function<DockerMasterBlockingStub, T> question) {
        tryAgain();
        // So that nothing more is sent for a stream that was left before its end.
        CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            return question.apply(stub.withDeadlineAfter(call.deadline().toMillis(), TimeUnit.MILLISECONDS)
                    .withMaxInboundMessageSize(call.largestMessage()));
        } catch (StatusRuntimeException e) {
            throw Failures.misbehaviour(e)
                    .map(reason -> misbehaved(call, reason))
                    .orElseGet(() -> Failures.received(host, call.method(), e));
        } catch (DockerMasterException e) {
            throw e.kind() == Kind.MISBEHAVING ? misbehaved(call, String.valueOf(e.getMessage())) : e;
        } finally {
            context.detach(before);
            context.cancel(null);
        }
    }

    private DockerMasterException misbehaved(AgentCall call, String reason) {
        String sentence = host + " answered " + call.method() + " with what no host may say: " + reason;
        misbehaviour.set(new Misbehaviour(sentence, clock.instant()));
        return new DockerMasterException(Kind.MISBEHAVING, sentence);
    }

    /** gRPC's own pauses between attempts grow to two minutes; a host that is back is wanted within seconds. */
    private void tryAgain() {
        long last = triedAt.get();
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE
                && System.nanoTime() - last > RETRY_NANOS
                && triedAt.compareAndSet(last, System.nanoTime())) {
            channel.resetConnectBackoff();
        }
    }
}
