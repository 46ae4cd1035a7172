// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * The answer to one call, from a thread that may wait: no more is sent than the other end takes, and nothing once it has
 * given up.
 */
final class Reply<T> {
    private final ServerCallStreamObserver<T> call;

    Reply(StreamObserver<T> observer) {
        call = (ServerCallStreamObserver<T>) observer;
        // Also keeps gRPC from throwing out of onNext: nobody may be waiting any more, while the work goes on.
        call.setOnCancelHandler(this::wake);
        call.setOnReadyHandler(this::wake);
    }

    /** Returns whether nobody waits for the answer any more. */
    boolean isGivenUp() {
        return call.isCancelled();
    }

    /** Sends a message as soon as the other end takes it; drops it if that has given up. */
    synchronized void send(T message) {
        try {
            while (!call.isReady() && !isGivenUp()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while answering", e);
        }
        if (!isGivenUp()) {
            call.onNext(message);
        }
    }

    synchronized void end() {
        if (!isGivenUp()) {
            call.onCompleted();
        }
    }

    synchronized void fail(StatusRuntimeException failure) {
        if (!isGivenUp()) {
            call.onError(failure);
        }
    }

    private synchronized void wake() {
        notifyAll();
    }
}
