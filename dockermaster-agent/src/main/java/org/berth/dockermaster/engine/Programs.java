// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.berth.base.Printable;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs programs in containers, as root, by argument arrays. */
public final class Programs {
    private static final int OUTPUT_LIMIT = 16 * 1024;
    private static final int SECONDS = 60;
    private static final int RUN_SECONDS = 30;

    private final Engine engine;

    public Programs(Engine engine) {
        this.engine = engine;
    }

    /**
     * The result of a program.
     *
     * @param exitCode 126 or 127 if it could not be run
     * @param output the beginning of stdout and stderr together, at most 16 KiB
     */
    public record Outcome(long exitCode, String output) {}

    /**
     * Runs a program that ends by itself, within 30 s.
     *
     * @throws DockerMasterException of kind {@code RETRYABLE} if it does not end; it may go on
     */
    public Outcome run(String step, String container, String... arguments) {
        return engine.call(step, client -> {
            String id = create(client, container, true, arguments);
            Output output = new Output();
            try (output) {
                if (!client.execStartCmd(id).exec(output).awaitCompletion(RUN_SECONDS, TimeUnit.SECONDS)) {
                    throw new DockerMasterException(
                            Kind.RETRYABLE,
                            step + ": " + arguments[0] + " in the container did not end in " + RUN_SECONDS + " s");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DockerMasterException(Kind.UNREACHABLE, step + ": interrupted", e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Long exitCode = client.inspectExecCmd(id).exec().getExitCodeLong();
            return new Outcome(exitCode == null ? -1 : exitCode, output.text());
        });
    }

    /** Starts a program and leaves it to itself: it goes on whatever becomes of this process. */
    public void start(String step, String container, String... arguments) {
        engine.run(step, client -> {
            String id = create(client, container, false, arguments);
            try {
                client.execStartCmd(id)
                        .withDetach(true)
                        .exec(new ResultCallback.Adapter<>())
                        .awaitCompletion(SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DockerMasterException(Kind.UNREACHABLE, step + ": interrupted", e);
            }
        });
    }

    private static String create(DockerClient client, String container, boolean attached, String... arguments) {
        return client.execCreateCmd(container)
                .withUser("0:0")
                .withAttachStdout(attached)
                .withAttachStderr(attached)
                .withCmd(arguments)
                .exec()
                .getId();
    }

    private static final class Output extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void onNext(Frame frame) {
            byte[] payload = frame.getPayload();
            bytes.write(payload, 0, Math.min(payload.length, OUTPUT_LIMIT - bytes.size()));
        }

        /**
         * Returns the output, with control characters shown as "?": a container may write anything, and this goes into
         * messages.
         */
        synchronized String text() {
            return Printable.lines(bytes.toString(UTF_8));
        }
    }
}
