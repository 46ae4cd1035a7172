// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * Threads for one sort of calls, and a queue before them, both bounded. Sorts have lanes of their own so that no number of
 * slow calls of one keeps those of another waiting.
 */
final class WorkLane {
    private static final int IDLE_SECONDS = 30;

    private final String name;
    private final ThreadPoolExecutor threads;

    /**
     * @param running how many calls are carried out at once
     * @param waiting how many more may wait
     */
    WorkLane(String name, int running, int waiting) {
        this.name = name;
        AtomicInteger count = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                running,
                running,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(waiting),
                task -> DaemonThreads.make("agent-" + name + "-" + count.incrementAndGet(), task));
        threads.allowCoreThreadTimeOut(true);
    }

    /** @throws DockerMasterException of kind {@code UNREACHABLE} if there is too much to do */
    void run(Runnable call) {
        try {
            threads.execute(call);
        } catch (RejectedExecutionException e) {
            throw new DockerMasterException(
                    Kind.UNREACHABLE,
                    threads.isShutdown()
                            ? "the agent is shutting down"
                            : "the agent is busy with " + threads.getActiveCount() + " " + name
                                    + " calls already; again later",
                    e);
        }
    }

    /** Takes no more, and drops what waits. */
    void shutDown() {
        threads.shutdown();
        threads.getQueue().clear();
    }

    /** Waits for what runs, after {@link #shutDown}. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        return threads.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }
}
