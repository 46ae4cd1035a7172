// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.engine.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's events for one listener. A thread of its own reads them, and asks for them again whenever the engine
 * stops telling: it restarts, or was silent for long. What happened in between nobody tells, so the listener is told that
 * it missed something.
 */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);
    private static final String STEP = "asking for the engine's events";
    private static final long FIRST_ATTEMPT_SECONDS = 10;
    private static final long SHORTEST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final String name;
    private final String path;
    private final Reader reader;
    private final Engine engine;
    private final InstantSource clock;
    private final Consumer<HostEvent> listener;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Guards {@link #answer} and its closing: what is opened while we are closed is closed too. */
    private final Object connection = new Object();

    private DockerHttpClient.@Nullable Response answer;
    /** True if something may have happened that the listener was not told. */
    private volatile boolean missed;

    /** The number of times in a row that the engine ended the connection, or refused it, since its last event. */
    private int endsInARow;

    /** Reads events from an answer of the engine until it ends, and hands on those that matter. */
    interface Reader {
        void read(InputStream answer, Consumer<HostEvent> taker) throws IOException;
    }

    Watch(Engine engine, InstantSource clock, Consumer<HostEvent> listener) {
        this("engine-events", EngineEvents.PATH, EngineEvents::read, engine, clock, listener);
    }

    /**
     * @param name of the thread
     * @param path that the engine is asked at
     */
    Watch(String name, String path, Reader reader, Engine engine, InstantSource clock, Consumer<HostEvent> listener) {
        this.name = name;
        this.path = path;
        this.reader = reader;
        this.engine = engine;
        this.clock = clock;
        this.listener = listener;
    }

    /** Returns when events come from now on, or, later, with a MISSED before them: the engine may be down now. */
    void start() {
        DaemonThreads.start(name, this::run);
        try {
            if (!tried.await(FIRST_ATTEMPT_SECONDS, TimeUnit.SECONDS)) {
                missed = true;
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, STEP + ": interrupted", e);
        }
    }

    private void run() {
        while (!isClosed()) {
            String reason;
            try {
                follow();
                reason = "the engine ended them";
            } catch (IOException | RuntimeException e) {
                reason = String.valueOf(e.getMessage());
            }
            missed = true;
            tried.countDown();
            if (!isClosed()) {
                if (endsInARow == 0) {
                    log.info("no events of the engine at {} for now: {}", engine.address(), reason);
                }
                pause();
            }
        }
    }

    private void follow() throws IOException {
        try (DockerHttpClient.Response opened = engine.open(STEP, path)) {
            synchronized (connection) {
                if (isClosed()) {
                    return;
                }
                answer = opened;
            }
            if (missed) {
                missed = false;
                tell(new HostEvent(
                        HostEvent.Kind.MISSED, "", "the engine's events were not heard for a while", clock.instant()));
            }
            tried.countDown();
            reader.read(opened.getBody(), event -> {
                endsInARow = 0;
                tell(event);
            });
        } finally {
            synchronized (connection) {
                answer = null;
            }
        }
    }

    /** Also if a connection comes about and ends at once, again and again, some time lies between. */
    private void pause() {
        long millis = Math.min(LONGEST_PAUSE_MILLIS, SHORTEST_PAUSE_MILLIS << Math.min(endsInARow, 8));
        endsInARow++;
        try {
            if (closed.await(millis, TimeUnit.MILLISECONDS)) {
                log.debug("closed while waiting for the engine");
            }
        } catch (InterruptedException e) {
            // Nobody but the end of the process interrupts this thread.
            close();
        }
    }

    /** Tells the listener, one event at a time, and nothing once closed. */
    synchronized void tell(HostEvent event) {
        if (isClosed()) {
            return;
        }
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.warn("a listener failed at {}", event, e);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (connection) {
            if (answer != null) {
                answer.close();
            }
        }
    }
}
