package org.berth.dockermaster.rpc;

import com.google.protobuf.ByteString;
import io.grpc.ClientInterceptors;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.dockermaster.Account;
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
import org.berth.dockermaster.rpc.v1.CommandReply;
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
    /** How often a connection is tried when nothing else comes over it. */
    static final int KEEPALIVE_SECONDS = 10;

    private static final int KEEPALIVE_ANSWER_SECONDS = 5;
    private static final int CONNECT_MILLIS = 5_000;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Short enough to see within 30 s, looking every 10 s, that a host is cut off. */
    private static final Duration LOOK = Duration.ofSeconds(8);

    private static final Duration LIST = Duration.ofSeconds(30);
    private static final Duration CHANGE = Duration.ofMinutes(5);
    /** The image may have to be made first. */
    private static final Duration CREATE = Duration.ofMinutes(40);
    /** A command may last for days: asked again, the agent waits for the same one. */
    private static final Duration COMMAND = Duration.ofMinutes(60);

    private static final int LARGEST_ANSWER = 4 << 20;
    private static final int LARGEST_TRAILERS = 64 << 10;
    /** Ten times what a host may hold; a list without end is not kept. */
    private static final int LONGEST_LIST = 100_000;

    private final RemoteHost host;
    private final InstantSource clock;
    private final ManagedChannel channel;
    private final DockerMasterBlockingStub stub;
    private final DockerMasterGrpc.DockerMasterStub watching;
    private final AtomicReference<@Nullable X509Certificate> certificate;
    /** Of the watches. */
    private final CancellableContext life = Context.ROOT.withCancellation();

    private final AtomicLong triedAt = new AtomicLong(System.nanoTime());

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
                .maxInboundMessageSize(LARGEST_ANSWER)
                .maxInboundMetadataSize(LARGEST_TRAILERS)
                .disableServiceConfigLookUp()
                .build();
        return new RemoteDockerMaster(where, clock, channel, protocol, certificate);
    }

    @Override
    public HostDescription describe() {
        return ask(
                "Describe",
                LOOK,
                agent -> HostMessages.description(agent.describe(DescribeRequest.getDefaultInstance())));
    }

    @Override
    public void configure(PoolSettings pool) {
        order("Configure", LIST, agent -> agent.configure(HostMessages.message(pool)));
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        return ask("Reserve", LIST, agent -> SliverMessages.endpoint(agent.reserve(SliverMessages.message(spec))));
    }

    @Override
    public void create(SliverSpec spec) {
        order("Create", CREATE, agent -> agent.create(SliverMessages.message(spec)));
    }

    @Override
    public void start(String sliver, int generation) {
        order("Start", CHANGE, agent -> agent.start(name(sliver, generation).build()));
    }

    @Override
    public void stop(String sliver, int generation) {
        order("Stop", CHANGE, agent -> agent.stop(name(sliver, generation).build()));
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        SliverName name = name(sliver, generation).setRestarts(restarts).build();
        order("Restart", CHANGE, agent -> agent.restart(name));
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        UpdateUsersRequest request = UpdateUsersRequest.newBuilder()
                .setSliver(sliver)
                .setGeneration(generation)
                .setUserChanges(userChanges)
                .addAllAccounts(SliverMessages.messages(accounts))
                .build();
        order("UpdateUsers", CHANGE, agent -> agent.updateUsers(request));
    }

    @Override
    public void delete(String sliver) {
        order("Delete", CHANGE, agent -> agent.delete(name(sliver, 0).build()));
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, Consumer<String> output) {
        var request = SliverMessages.message(sliver, generation, command);
        return ask("Execute", COMMAND, agent -> result(agent.execute(request), output));
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, Consumer<String> output) {
        var request = SliverMessages.message(sliver, generation, command);
        return ask("Install", COMMAND, agent -> result(agent.install(request), output));
    }

    private static ExecuteResult result(Iterator<CommandReply> replies, Consumer<String> output) {
        while (replies.hasNext()) {
            CommandReply reply = replies.next();
            if (reply.hasResult()) {
                return SliverMessages.result(reply.getResult());
            }
            output.accept(reply.getOutput());
        }
        throw Status.DATA_LOSS.withDescription("no result").asRuntimeException();
    }

    @Override
    public List<FoundSliver> list() {
        return ask("List", LIST, agent -> {
            List<FoundSliver> all = new ArrayList<>();
            agent.list(ListRequest.getDefaultInstance()).forEachRemaining(found -> {
                if (all.size() == LONGEST_LIST) {
                    throw Status.DATA_LOSS
                            .withDescription("more than " + LONGEST_LIST + " slivers")
                            .asRuntimeException();
                }
                all.add(SliverMessages.found(found));
            });
            return List.copyOf(all);
        });
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
                clock,
                life);
    }

    /** What the agent showed at the last handshake, or was given since; absent while it was never reached. */
    public Optional<X509Certificate> certificate() {
        return Optional.ofNullable(certificate.get());
    }

    /**
     * Gives the agent a new certificate for the key it has.
     *
     * @param issuer makes a certificate of a request (PKCS #10, DER); what it throws is thrown on
     */
    public void renew(Function<byte[], X509Certificate> issuer) {
        byte[] request = ask(
                "RequestCertificate",
                LIST,
                agent -> agent.requestCertificate(RequestCertificateRequest.getDefaultInstance())
                        .getDer()
                        .toByteArray());
        X509Certificate issued = issuer.apply(request);
        if (!HostCertificates.fingerprint(issued.getPublicKey()).equals(host.agentKey())) {
            throw new DockerMasterException(
                    Kind.FAILED,
                    "renewing the certificate of " + host + ": it asks for one for another key than its own");
        }
        IssuedCertificate message;
        try {
            message = IssuedCertificate.newBuilder()
                    .setDer(ByteString.copyFrom(issued.getEncoded()))
                    .build();
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that cannot be written", e);
        }
        order("InstallCertificate", LIST, agent -> agent.installCertificate(message));
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

    private void order(String method, Duration deadline, Function<DockerMasterBlockingStub, ?> call) {
        ask(method, deadline, call::apply);
    }

    private <T> T ask(String method, Duration deadline, Function<DockerMasterBlockingStub, T> call) {
        tryAgain();
        // So that nothing more is sent for a stream that was left before its end.
        CancellableContext context = Context.current().withCancellation();
        Context before = context.attach();
        try {
            return call.apply(stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (StatusRuntimeException e) {
            throw Failures.received(host, method, e);
        } finally {
            context.detach(before);
            context.cancel(null);
        }
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
