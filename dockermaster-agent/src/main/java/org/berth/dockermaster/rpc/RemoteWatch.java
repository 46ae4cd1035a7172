// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.rpc.v1.DockerMasterGrpc.DockerMasterStub;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.rpc.v1.WatchRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener's events from a remote host. A stream that ends is taken up again until it is closed; what happened in between
 * is told as {@code MISSED}. The next message is asked for when the listener has done with the one before, so that a slow
 * listener is the agent's to deal with.
 */
final class RemoteWatch implements EventStream {
    private static final Logger log = LoggerFactory.getLogger(RemoteWatch.class);

    private static final Executor SOON = CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS);
    /** For an agent that answers and refuses, which nothing but somebody's hand will change. */
    private static final Executor LATER = CompletableFuture.delayedExecutor(30, TimeUnit.SECONDS);

    private final RemoteHost host;
    private final Supplier<DockerMasterStub> stub;
    private final Consumer<HostEvent> listener;
    private final BiFunction<AgentCall, String, DockerMasterException> misbehaved;
    private final InstantSource clock;
    private final CancellableContext context;
    private volatile boolean interrupted;

    private RemoteWatch(
            RemoteHost host,
            Supplier<DockerMasterStub> stub,
            Consumer<HostEvent> listener,
            BiFunction<AgentCall, String, DockerMasterException> misbehaved,
            InstantSource clock,
            Context life) {
        this.host = host;
        this.stub = stub;
        this.listener = listener;
        this.misbehaved = misbehaved;
        this.clock = clock;
        this.context = life.withCancellation();
    }

    /**
     * @param stub asked for each attempt
     * @param misbehaved is told of an event that no host may send
     * @param life when it is cancelled, so is the watch
     */
    static EventStream open(
            RemoteHost host,
            Supplier<DockerMasterStub> stub,
            Consumer<HostEvent> listener,
            BiFunction<AgentCall, String, DockerMasterException> misbehaved,
            InstantSource clock,
            Context life) {
        RemoteWatch watch = new RemoteWatch(host, stub, listener, misbehaved, clock, life);
        watch.call();
        return watch;
    }

    @Override
    public void close() {
        context.cancel(null);
    }

    private void call() {
        if (context.isCancelled()) {
            return;
        }
        try {
            context.run(() -> stub.get()
                    // Afterwards it is taken up again: no call lives for ever, even if its connection does.
                    .withDeadlineAfter(AgentCall.WATCH.deadline().toMinutes(), TimeUnit.MINUTES)
                    .withMaxInboundMessageSize(AgentCall.WATCH.largestMessage())
                    .watch(WatchRequest.getDefaultInstance(), new Events()));
        } catch (StatusRuntimeException e) {
            // A channel that was just closed has no thread left to tell it on.
            log.debug("watching {} ended", host, e);
        }
    }

    private void tell(HostEvent event) {
        if (context.isCancelled()) {
            return;
        }
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.error("a listener to {} failed with event {}", host, event.kind(), e);
        }
    }

    private final class Events implements ClientResponseObserver<WatchRequest, WatchReply> {
        private Runnable next = () -> {};

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchRequest> call) {
            call.disableAutoRequestWithInitial(1);
            next = () -> call.request(1);
        }

        @Override
        public void onNext(WatchReply reply) {
            switch (reply.getReplyCase()) {
                case EVENT -> tell(AgentAnswers.event(reply.getEvent()));
                case WATCHING -> {
                    if (interrupted) {
                        interrupted = false;
                        tell(new HostEvent(HostEvent.Kind.MISSED, "", "the host is heard again", clock.instant()));
                    }
                }
                // Something newer than this AM.
                case REPLY_NOT_SET -> {}
            }
            next.run();
        }

        @Override
        public void onError(Throwable thrown) {
            Status status = Status.fromThrowable(thrown);
            interrupted = true;
            if (context.isCancelled()) {
                return;
            }
            Optional<String> wrong =
                    Failures.misbehaviour(new StatusRuntimeException(status, Status.trailersFromThrowable(thrown)));
            if (wrong.isPresent()) {
                log.debug("watching {} ended", host, misbehaved.apply(AgentCall.WATCH, wrong.get()));
                LATER.execute(RemoteWatch.this::call);
                return;
            }
            boolean refused = switch (status.getCode()) {
                case UNAUTHENTICATED, FAILED_PRECONDITION, UNIMPLEMENTED, ABORTED -> true;
                default -> false;
            };
            log.debug(
                    "watching {} ended: {}",
                    host,
                    Failures.received(
                                    host,
                                    "Watch",
                                    new StatusRuntimeException(status, Status.trailersFromThrowable(thrown)))
                            .getMessage());
            (refused ? LATER : SOON).execute(RemoteWatch.this::call);
        }

        @Override
        public void onCompleted() {
            onError(Status.UNAVAILABLE.withDescription("the agent ended it").asRuntimeException());
        }
    }
}
