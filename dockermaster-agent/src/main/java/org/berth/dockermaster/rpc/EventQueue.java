// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayDeque;
import java.util.Deque;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.rpc.v1.WatchReply;
import org.berth.dockermaster.rpc.v1.WatchReply.Watching;

/** Events on their way to one watcher. If it is too slow, all that wait are dropped for one that tells it to look itself. */
final class EventQueue {
    static final int CAPACITY = 1000;

    private final ServerCallStreamObserver<WatchReply> call;
    private final Deque<HostEvent> waiting = new ArrayDeque<>();
    private EventStream source = () -> {};
    private boolean begun;
    private boolean ended;

    EventQueue(ServerCallStreamObserver<WatchReply> call) {
        this.call = call;
    }

    /** Tells the watcher that events from now on reach it. */
    void begin(EventStream opened) {
        synchronized (this) {
            if (!ended) {
                source = opened;
                begun = true;
                call.onNext(WatchReply.newBuilder()
                        .setWatching(Watching.getDefaultInstance())
                        .build());
                send();
                return;
            }
        }
        opened.close();
    }

    /** The watcher has gone. */
    void end() {
        EventStream last;
        synchronized (this) {
            ended = true;
            last = source;
        }
        // Not under the lock: it may wait for an event that is just being added.
        last.close();
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
        while (begun && !ended && call.isReady() && !waiting.isEmpty()) {
            call.onNext(WatchReply.newBuilder()
                    .setEvent(HostMessages.message(waiting.remove()))
                    .build());
        }
    }
}
