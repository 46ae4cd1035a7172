// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure in the background that the engine has the base image, and says how far that is. What fails is tried again:
 * soon where the engine does not answer, else with pauses that grow.
 */
final class BaseImageTask implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BaseImageTask.class);
    private static final Duration ENGINE_PAUSE = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    private static final Duration TIME_TO_CLEAN_UP = Duration.ofSeconds(10);

    private final Consumer<Consumer<String>> ensure;
    private final InstantSource clock;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("base-image"));
    private boolean wanted;
    private int failures;
    private volatile String progress = "the base image is looked for";

    /**
     * @param ensure makes the image if it is not there; takes what is told each step; throws {@link DockerMasterException}
     */
    BaseImageTask(Consumer<Consumer<String>> ensure, InstantSource clock) {
        this.ensure = ensure;
        this.clock = clock;
    }

    /** Begins, unless it is at work already or will be after a pause. */
    synchronized void begin() {
        if (!wanted && !thread.isShutdown()) {
            wanted = true;
            failures = 0;
            thread.execute(this::attempt);
        }
    }

    /** Returns the task's progress, in one sentence. */
    String progress() {
        return progress;
    }

    /** Tells each further sentence, as {@link #progress()} has it, until it is taken off. */
    void tell(Consumer<String> listener) {
        listeners.add(listener);
    }

    void tellNoMore(Consumer<String> listener) {
        listeners.remove(listener);
    }

    private void attempt() {
        try {
            ensure.accept(step -> say("the base image is being made: " + step.strip()));
            synchronized (this) {
                wanted = false;
            }
            progress = "the base image is there";
        } catch (DockerMasterException e) {
            retry(e.kind() == Kind.UNREACHABLE ? ENGINE_PAUSE : grown(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.warn("making the base image", e);
            retry(grown(), String.valueOf(e.getMessage()));
        }
    }

    private Duration grown() {
        failures++;
        return pauseAfter(failures);
    }

    /** The pause after so many failures, from 1. */
    static Duration pauseAfter(int failures) {
        Duration grown = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return grown.compareTo(LONGEST_PAUSE) < 0 ? grown : LONGEST_PAUSE;
    }

    private synchronized void retry(Duration pause, String reason) {
        if (thread.isShutdown()) {
            return;
        }
        say("the base image could not be made, the next attempt is at "
                + clock.instant().plus(pause).truncatedTo(ChronoUnit.SECONDS) + ": " + reason);
        var unused = thread.schedule(this::attempt, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void say(String sentence) {
        progress = sentence;
        log.info("{}", sentence);
        for (Consumer<String> listener : listeners) {
            try {
                listener.accept(sentence);
            } catch (RuntimeException e) {
                log.warn("a listener to the base image's progress", e);
            }
        }
    }

    /** Ends; what is being made is given up, and its programs are ended. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(TIME_TO_CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("the base image is still being made; it is given up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
