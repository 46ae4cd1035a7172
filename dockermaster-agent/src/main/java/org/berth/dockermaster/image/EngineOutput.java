package org.berth.dockermaster.image;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.ResponseItem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/**
 * What the engine says while it pulls or builds. It reports a failure in the stream, after HTTP status 200.
 *
 * @param <T> one item of the stream
 */
final class EngineOutput<T extends ResponseItem> extends ResultCallback.Adapter<T> {
    private static final int KEPT = 20;

    private final String step;
    private final Deque<String> last = new ArrayDeque<>();
    private long lastAt = System.nanoTime();
    private String error = "";

    /** @param step what is being done, to begin an error message with */
    EngineOutput(String step) {
        this.step = step;
    }

    @Override
    public synchronized void onNext(T item) {
        lastAt = System.nanoTime();
        if (item.getErrorDetail() != null && item.getErrorDetail().getMessage() != null) {
            error = item.getErrorDetail().getMessage();
        }
        if (item.getStream() != null && !item.getStream().isBlank()) {
            last.add(item.getStream().strip());
            if (last.size() > KEPT) {
                last.remove();
            }
        }
    }

    /**
     * Waits for the end of the stream.
     *
     * @param patience how long the engine may be silent before it is given up
     * @throws DockerMasterException if the engine reports an error, is silent for too long, or the stream breaks
     */
    void await(Duration patience) {
        try {
            while (!awaitCompletion(200, TimeUnit.MILLISECONDS)) {
                if (silence().compareTo(patience) > 0) {
                    throw failed("the engine said nothing for " + patience.toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        } catch (RuntimeException e) {
            throw e instanceof DockerMasterException known ? known : failed(String.valueOf(e.getMessage()));
        } finally {
            hangUp();
        }
        synchronized (this) {
            if (!error.isEmpty()) {
                throw failed(error);
            }
        }
    }

    private synchronized Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastAt);
    }

    private synchronized DockerMasterException failed(String reason) {
        String output = last.isEmpty() ? "" : "; it said:\n" + String.join("\n", last);
        return new DockerMasterException(Kind.FAILED, step + ": " + reason + output);
    }

    private void hangUp() {
        try {
            close();
        } catch (IOException e) {
            throw failed("cannot close the connection to the engine: " + e.getMessage());
        }
    }
}
