package org.berth.dockermaster.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.rpc.v1.WatchReply.Watching;

/** Events on their way to one watcher. If it is too slow, all that wait are dropped for one that tells it to look itself. */
final class EventQueue {
    static final int CAPACITY = 1000;

    private final ServerCallStreamObserver<WatchReply> call;
    private final Deque<HostEvent> waiting = new ArrayDeque<>();
    private boolean begun;

    EventQueue(ServerCallStreamObserver<WatchReply> call) {
        this.call = call;
    }

    /** Tells the watcher that events from now on reach it. */
    synchronized void begin() {
        call.onNext(WatchReply.newBuilder()
                .setWatching(Watching.getDefaultInstance())
                .build());
        begun = true;
        send();
    }

    /** Never waits. */
    synchronized void add(HostEvent event) {
        if (waiting.size() >= CAPACITY) {
            waiting.clear();
            waiting.add(new HostEvent(HostEvent.Kind.MISSED, "", "more happened than was listened to", event.at()));
        } else {
            waiting.add(event);
        }
        send();
    }

    /** Sends as much as the watcher takes. */
    synchronized void send() {
        while (begun && call.isReady() && !call.isCancelled() && !waiting.isEmpty()) {
            call.onNext(WatchReply.newBuilder()
                    .setEvent(HostMessages.message(waiting.remove()))
                    .build());
        }
    }
}
