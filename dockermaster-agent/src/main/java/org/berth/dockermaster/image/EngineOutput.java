// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * The engine's output while it pulls or builds an image. The engine reports a failure in the stream, after HTTP status
 * 200.
 *
 * <p>docker-java's own callback logs each failure as an error and hangs up when a wait for it times out; here a pull
 * that fails is no error yet, and only silence ends the wait.
 *
 * @param <T> one item of the stream
 */
final class EngineOutput<T extends ResponseItem> implements ResultCallback<T> {
    private static final int KEPT_LINES = 20;

    private final String step;
    private final CompletableFuture<Boolean> end = new CompletableFuture<>();
    private final List<Closeable> connections = new ArrayList<>();
    private final Deque<String> last = new ArrayDeque<>();
    private long lastAt = System.nanoTime();

    /** @param step what is being done, to begin an error message with */
    EngineOutput(String step) {
        this.step = step;
    }

    @Override
    public synchronized void onStart(Closeable connection) {
        connections.add(connection);
    }

    @Override
    public synchronized void onNext(T item) {
        lastAt = System.nanoTime();
        if (item.getErrorDetail() != null) {
            end.completeExceptionally(
                    failed(String.valueOf(item.getErrorDetail().getMessage())));
        } else if (item.getStream() != null && !item.getStream().isBlank()) {
            last.add(item.getStream().strip());
            if (last.size() > KEPT_LINES) {
                last.remove();
            }
        }
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(failed(String.valueOf(error.getMessage()).strip()));
    }

    @Override
    public void onComplete() {
        end.complete(true);
    }

    /**
     * Waits for the end of the stream.
     *
     * @param patience how long the engine may be silent before it is given up
     * @throws DockerMasterException if the engine reports an error, is silent for too long, or the stream breaks
     */
    void await(Duration patience) {
        try (this) {
            while (!end.isDone()) {
                Duration left = patience.minus(silence());
                if (left.isNegative()) {
                    throw failed("the engine said nothing for " + patience.toSeconds() + " s");
                }
                waitFor(left);
            }
            end.getNow(false);
        } catch (CompletionException e) {
            throw e.getCause() instanceof DockerMasterException known ? known : e;
        }
    }

    private void waitFor(Duration time) {
        try {
            end.get(time.toMillis() + 1, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The caller looks which it was.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private synchronized Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastAt);
    }

    private synchronized DockerMasterException failed(String reason) {
        String output = last.isEmpty() ? "" : "; it said:\n" + String.join("\n", last);
        return new DockerMasterException(Kind.FAILED, step + ": " + reason + output);
    }

    @Override
    public synchronized void close() {
        try {
            for (Closeable connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("closing the engine's answer", e);
        }
    }
}
