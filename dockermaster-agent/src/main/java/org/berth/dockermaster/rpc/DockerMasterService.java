// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.rpc.v1.Account;
import org.berth.dockermaster.rpc.v1.CertificateRequest;
import org.berth.dockermaster.rpc.v1.CommandReply;
import org.berth.dockermaster.rpc.v1.DescribeRequest;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc.DockerMasterImplBase;
import org.berth.dockermaster.rpc.v1.Done;
import org.berth.dockermaster.rpc.v1.Endpoint;
import org.berth.dockermaster.rpc.v1.ExecuteRequest;
import org.berth.dockermaster.rpc.v1.FoundSliver;
import org.berth.dockermaster.rpc.v1.HostDescription;
import org.berth.dockermaster.rpc.v1.InstallRequest;
import org.berth.dockermaster.rpc.v1.IssuedCertificate;
import org.berth.dockermaster.rpc.v1.ListRequest;
import org.berth.dockermaster.rpc.v1.PoolSettings;
import org.berth.dockermaster.rpc.v1.RequestCertificateRequest;
import org.berth.dockermaster.rpc.v1.SliverName;
import org.berth.dockermaster.rpc.v1.SliverSpec;
import org.berth.dockermaster.rpc.v1.UpdateUsersRequest;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.rpc.v1.WatchRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each call as a call of a {@link DockerMaster}, which blocks, on a thread of its lane. */
final class DockerMasterService extends DockerMasterImplBase {
    private static final Logger log = LoggerFactory.getLogger(DockerMasterService.class);

    /** Far below the size of message that the other end takes. */
    private static final int OUTPUT_CHUNK = 64 * 1024;

    private static final Done DONE = Done.getDefaultInstance();

    private final DockerMaster host;
    private final CertificateRenewal renewal;
    private final WorkLane looks = new WorkLane("look", 8, 64);
    /** The lane of calls that end something: they wait for no program of a container. */
    private final WorkLane endings = new WorkLane("ending", 8, 256);

    private final WorkLane creations = new WorkLane("creation", 16, 256);
    /** The lane of calls that wait for programs of a container, which its user may have replaced. */
    private final WorkLane changes = new WorkLane("change", 16, 256);

    private final WorkLane commands = new WorkLane("command", 512, 0);

    DockerMasterService(DockerMaster host, CertificateRenewal renewal) {
        this.host = host;
        this.renewal = renewal;
    }

    @Override
    public void describe(DescribeRequest request, StreamObserver<HostDescription> observer) {
        answer(looks, observer, () -> HostMessages.message(host.describe()));
    }

    @Override
    public void configure(PoolSettings request, StreamObserver<Done> observer) {
        order(looks, observer, () -> host.configure(HostMessages.pool(request)));
    }

    @Override
    public void reserve(SliverSpec request, StreamObserver<Endpoint> observer) {
        answer(creations, observer, () -> SliverMessages.message(host.reserve(SliverMessages.spec(request))));
    }

    @Override
    public void create(SliverSpec request, StreamObserver<Done> observer) {
        order(creations, observer, () -> host.create(SliverMessages.spec(request)));
    }

    @Override
    public void start(SliverName request, StreamObserver<Done> observer) {
        order(changes, observer, () -> host.start(request.getUrn(), request.getGeneration()));
    }

    @Override
    public void stop(SliverName request, StreamObserver<Done> observer) {
        order(endings, observer, () -> host.stop(request.getUrn(), request.getGeneration()));
    }

    @Override
    public void restart(SliverName request, StreamObserver<Done> observer) {
        order(changes, observer, () -> host.restart(request.getUrn(), request.getGeneration(), request.getRestarts()));
    }

    @Override
    public void updateUsers(UpdateUsersRequest request, StreamObserver<Done> observer) {
        order(
                changes,
                observer,
                () -> host.updateUsers(
                        request.getSliver(),
                        request.getGeneration(),
                        request.getUserChanges(),
                        SliverMessages.accounts(request.getAccountsList())));
    }

    @Override
    public void delete(SliverName request, StreamObserver<Done> observer) {
        order(endings, observer, () -> host.delete(request.getUrn()));
    }

    @Override
    public void execute(ExecuteRequest request, StreamObserver<CommandReply> observer) {
        command(
                observer,
                request.getOutput(),
                output -> host.execute(
                        request.getSliver(), request.getGeneration(), SliverMessages.command(request), output));
    }

    @Override
    public void install(InstallRequest request, StreamObserver<CommandReply> observer) {
        command(
                observer,
                request.getOutput(),
                output -> host.install(
                        request.getSliver(), request.getGeneration(), SliverMessages.command(request), output));
    }

    @Override
    public void list(ListRequest request, StreamObserver<FoundSliver> observer) {
        carryOut(looks, observer, reply -> {
            host.list().forEach(found -> reply.send(SliverMessages.message(found)));
            reply.end();
        });
    }

    @Override
    public void accounts(SliverName request, StreamObserver<Account> observer) {
        carryOut(looks, observer, reply -> {
            host.accounts(request.getUrn()).stream()
                    .flatMap(SliverMessages::parts)
                    .forEach(reply::send);
            reply.end();
        });
    }

    @Override
    public void requestCertificate(RequestCertificateRequest request, StreamObserver<CertificateRequest> observer) {
        answer(
                looks,
                observer,
                () -> CertificateRequest.newBuilder()
                        .setDer(ByteString.copyFrom(renewal.request()))
                        .build());
    }

    @Override
    public void installCertificate(IssuedCertificate request, StreamObserver<Done> observer) {
        order(
                looks,
                observer,
                () -> renewal.install(
                        request.getDer().toByteArray(),
                        request.getAuthoritiesList().stream()
                                .map(ByteString::toByteArray)
                                .toList()));
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchReply> observer) {
        var call = (ServerCallStreamObserver<WatchReply>) observer;
        EventQueue events = new EventQueue(call);
        call.setOnReadyHandler(events::send);
        call.setOnCancelHandler(events::end);
        try {
            looks.run(() -> {
                try {
                    events.begin(host.watch(events::add));
                } catch (RuntimeException | Error e) {
                    call.onError(Failures.sent(told("watching", e)));
                }
            });
        } catch (DockerMasterException e) {
            call.onError(Failures.sent(e));
        }
    }

    /**
     * Takes no more calls, and waits for those under way except commands.
     *
     * @return whether they ended in time
     */
    boolean drain(Duration atMost) throws InterruptedException {
        List.of(looks, endings, creations, changes, commands).forEach(WorkLane::shutDown);
        long end = System.nanoTime() + atMost.toNanos();
        boolean ended = true;
        for (WorkLane lane : List.of(looks, endings, creations, changes)) {
            ended &= lane.awaitEnd(end - System.nanoTime());
        }
        return ended;
    }

    private void order(WorkLane lane, StreamObserver<Done> observer, Runnable order) {
        answer(lane, observer, () -> {
            order.run();
            return DONE;
        });
    }

    private <T> void answer(WorkLane lane, StreamObserver<T> observer, Supplier<T> work) {
        carryOut(lane, observer, reply -> {
            reply.send(work.get());
            reply.end();
        });
    }

    private void command(
            StreamObserver<CommandReply> observer, boolean wanted, Function<CommandOutput, ExecuteResult> command) {
        carryOut(commands, observer, reply -> {
            ExecuteResult result = command.apply(new Chunks(reply, wanted));
            reply.send(CommandReply.newBuilder()
                    .setResult(SliverMessages.message(result))
                    .build());
            reply.end();
        });
    }

    /** Sends a command's output, if it is wanted, for as long as somebody waits for its end. */
    private record Chunks(Reply<CommandReply> reply, boolean isWanted) implements CommandOutput {
        @Override
        public void accept(String output) {
            if (reply.isGivenUp()) {
                // Each call that is lost would else hold a thread for as long as its command runs.
                throw new DockerMasterException(
                        Kind.UNREACHABLE, "nobody waits for the command any more; it goes on in its container");
            }
            if (isWanted) {
                sendOutput(reply, output);
            }
        }
    }

    private static void sendOutput(Reply<CommandReply> reply, String output) {
        int from = 0;
        while (from < output.length()) {
            int to = Math.min(output.length(), from + OUTPUT_CHUNK);
            if (to < output.length() && Character.isHighSurrogate(output.charAt(to - 1))) {
                to--;
            }
            reply.send(CommandReply.newBuilder()
                    .setOutput(output.substring(from, to))
                    .build());
            from = to;
        }
    }

    /** Work that has begun goes on when nobody waits for it any more; what has not begun is left. */
    private <T> void carryOut(WorkLane lane, StreamObserver<T> observer, Consumer<Reply<T>> work) {
        Reply<T> reply = new Reply<>(observer);
        try {
            lane.run(() -> {
                if (reply.isGivenUp()) {
                    return;
                }
                try {
                    work.accept(reply);
                } catch (RuntimeException | Error e) {
                    // Also of what Java lacks, memory say: an AM that is told nothing waits for an hour.
                    reply.fail(Failures.sent(told("carrying out the call", e)));
                }
            });
        } catch (DockerMasterException e) {
            reply.fail(Failures.sent(e));
        }
    }

    private static DockerMasterException told(String step, Throwable e) {
        if (e instanceof DockerMasterException known) {
            return known;
        }
        log.error("{} failed unexpectedly", step, e);
        return new DockerMasterException(Kind.FAILED, step + " failed unexpectedly; the agent's log says more", e);
    }
}
