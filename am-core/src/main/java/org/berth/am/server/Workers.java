// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.berth.am.server.FairQueue.Waiting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that carry out calls, and the memory for their requests and answers: all bounded for all clients together, and no caller has
 * all of them.
 */
final class Workers {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private final SharedBytes requests;
    private final SharedBytes answers;
    private final int most;
    private final ThreadPoolExecutor threads;
    /** Guarded by this, as is what follows. */
    private final FairQueue queue;

    private int active;

    Workers(ServerLimits limits) {
        requests = new SharedBytes(limits.bufferedBytes(), Duration.ZERO);
        answers = new SharedBytes(limits.answerBytes(), limits.answerPatience());
        most = limits.workers();
        queue = new FairQueue(limits.waitingCalls(), limits.workersPerCaller());
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                1,
                TimeUnit.MINUTES,
                new SynchronousQueue<>(),
                task -> new Thread(task, "am-call-" + count.incrementAndGet()));
    }

    /**
     * Runs a call as soon as it is its turn and a thread is free.
     *
     * @param caller whose call it is
     * @param turnedAway is run instead, now or later, if too many wait already; by any thread, and must return at once
     * @throws RejectedExecutionException if the server is being stopped
     */
    void execute(String caller, Runnable call, Runnable turnedAway) {
        Optional<Waiting> now;
        Optional<Waiting> tooMuch;
        synchronized (this) {
            queue.add(new Waiting(caller, call, turnedAway));
            now = active < most ? queue.next() : Optional.empty();
            active += now.isPresent() ? 1 : 0;
            tooMuch = queue.surplus();
        }
        tooMuch.ifPresent(last -> last.turnedAway().run());
        now.ifPresent(this::begin);
    }

    private void begin(Waiting first) {
        try {
            threads.execute(() -> serve(first));
        } catch (Throwable e) { // Also where no thread is to be had: an Error. Those there are take what waits.
            synchronized (this) {
                queue.ended(first.caller());
                active--;
            }
            throw e;
        }
    }

    /** Goes on as long as there is anything that may be done: so what has to wait for its caller's other calls is not forgotten. */
    private void serve(Waiting first) {
        for (Optional<Waiting> next = Optional.of(first); next.isPresent(); next = after(next.get())) {
            try {
                next.get().call().run();
            } catch (Throwable e) {
                log.error("a call failed", e);
            }
        }
    }

    private synchronized Optional<Waiting> after(Waiting done) {
        queue.ended(done.caller());
        Optional<Waiting> next = queue.next();
        if (next.isEmpty()) {
            active--;
        }
        return next;
    }

    /** The memory for the bodies of requests. */
    SharedBytes requests() {
        return requests;
    }

    /** The memory for answers that are being sent. */
    SharedBytes answers() {
        return answers;
    }

    /** Lets the calls in progress end, and takes no more. */
    void stop() {
        threads.shutdown();
    }

    synchronized int active() {
        return active;
    }
}
