package org.berth.am.server;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The threads that carry out calls, and the memory for their requests: both bounded for all clients together. */
final class Workers {
    private final AtomicLong buffered = new AtomicLong();
    private final long bufferLimit;
    private final ThreadPoolExecutor threads;

    Workers(ServerLimits limits) {
        bufferLimit = limits.bufferedBytes();
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                limits.workers(),
                limits.workers(),
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(limits.waitingCalls()),
                task -> new Thread(task, "am-call-" + count.incrementAndGet()));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a call as soon as a thread is free.
     *
     * @throws RejectedExecutionException if too many wait already
     */
    void execute(Runnable call) {
        threads.execute(call);
    }

    /** Takes memory for a part of a body; false if there is none left. */
    boolean reserve(int bytes) {
        if (buffered.addAndGet(bytes) <= bufferLimit) {
            return true;
        }
        buffered.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        buffered.addAndGet(-bytes);
    }

    /** Lets the calls in progress end, and takes no more. */
    void stop() {
        threads.shutdown();
    }

    int active() {
        return threads.getActiveCount();
    }
}
