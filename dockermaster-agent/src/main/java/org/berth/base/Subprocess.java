// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A program of this machine, run to its end by argument array, never through a shell. It has a deadline, whatever it does with
 * its input and its output; then it is killed, with what it started.
 */
public final class Subprocess {
    private static final int MAX_OUTPUT = 8 << 20;
    private static final int CHUNK = 8192;
    /** For output that is in the pipe when the program has ended; what it left behind may hold the pipe open for ever. */
    private static final Duration TIME_TO_READ = Duration.ofSeconds(10);

    private final List<String> command;
    private Map<String, String> environment = Map.of();
    private String input = "";
    private boolean errors = true;
    private int maxOutput = MAX_OUTPUT;
    private Duration timeToCleanUp = Duration.ZERO;
    private @Nullable Consumer<String> lines;

    /**
     * The end of a program.
     *
     * @param output in UTF-8; empty if it was given away line by line
     */
    public record Result(int exitCode, String output) {}

    /** @param command the program, by path or by name, and its arguments */
    public Subprocess(List<String> command) {
        this.command = List.copyOf(command);
    }

    /** Adds to this process's own environment. */
    public Subprocess environment(Map<String, String> more) {
        environment = Map.copyOf(more);
        return this;
    }

    /** Gives it a standard input, which is empty otherwise. */
    public Subprocess input(String text) {
        input = text;
        return this;
    }

    /** Leaves out its standard error, which is part of its output otherwise. */
    public Subprocess withoutErrors() {
        errors = false;
        return this;
    }

    /** Lets it write so many bytes and no more, or lines of so many bytes; 8 MiB otherwise. */
    public Subprocess maxOutput(int bytes) {
        maxOutput = bytes;
        return this;
    }

    /**
     * Hands its output to a consumer, line by line as it comes. The output is of any length, a line of at most
     * {@link #maxOutput} bytes.
     */
    public Subprocess lines(Consumer<String> consumer) {
        lines = consumer;
        return this;
    }

    /** Asks it to end and waits for so long, before it is killed at its deadline. */
    public Subprocess timeToCleanUp(Duration time) {
        timeToCleanUp = time;
        return this;
    }

    /**
     * Runs it, in a child of this very thread.
     *
     * @throws IOException if it cannot be started, or writes too much
     * @throws TimeoutException with a sentence, if it has not ended by then
     * @throws InterruptedException if this thread is interrupted; the program is killed then
     */
    public Result run(Duration patience) throws IOException, TimeoutException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(errors);
        if (!errors) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        if (input.isEmpty()) {
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        }
        builder.environment().putAll(environment);
        Process process = builder.start();
        Duration grace = timeToCleanUp;
        try {
            Output output = new Output(process);
            Thread reader = DaemonThreads.start(name() + " output", output);
            if (!input.isEmpty()) {
                DaemonThreads.start(name() + " input", () -> write(process));
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException(name() + " did not end within " + patience.toSeconds() + " s");
            }
            reader.join(TIME_TO_READ.toMillis());
            return new Result(process.exitValue(), output.text());
        } catch (InterruptedException e) {
            grace = Duration.ZERO;
            throw e;
        } finally {
            end(process, grace);
        }
    }

    private String name() {
        return String.valueOf(Path.of(command.get(0)).getFileName());
    }

    private void write(Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(UTF_8));
        } catch (IOException e) {
            // It ended before it read all; its exit code and its output say why.
        }
    }

    private final class Output implements Runnable {
        private final Process process;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean tooMuch;

        Output(Process process) {
            this.process = process;
        }

        @Override
        public void run() {
            Consumer<String> consumer = lines;
            try (InputStream stdout = process.getInputStream()) {
                if (consumer == null) {
                    readAll(stdout);
                } else {
                    readLines(new BufferedInputStream(stdout), consumer);
                }
            } catch (IOException e) {
                // It was killed.
            }
        }

        private void readAll(InputStream stdout) throws IOException {
            byte[] chunk = new byte[CHUNK];
            for (int read = stdout.read(chunk); read >= 0; read = stdout.read(chunk)) {
                if (!keep(chunk, read)) {
                    kill(process);
                    return;
                }
            }
        }

        /** A line ends with LF, CR or both. */
        private void readLines(InputStream stdout, Consumer<String> consumer) throws IOException {
            byte[] one = new byte[1];
            int before = -1;
            for (int next = stdout.read(); next >= 0; next = stdout.read()) {
                one[0] = (byte) next;
                if (next == '\r' || (next == '\n' && before != '\r')) {
                    consumer.accept(takeLine());
                } else if (next != '\n' && !keep(one, 1)) {
                    kill(process);
                    return;
                }
                before = next;
            }
            String rest = takeLine();
            if (!rest.isEmpty()) {
                consumer.accept(rest);
            }
        }

        private synchronized String takeLine() {
            String line = bytes.toString(UTF_8);
            bytes.reset();
            return line;
        }

        private synchronized boolean keep(byte[] chunk, int length) {
            tooMuch = bytes.size() + length > maxOutput;
            if (!tooMuch) {
                bytes.write(chunk, 0, length);
            }
            return !tooMuch;
        }

        synchronized String text() throws IOException {
            if (tooMuch) {
                throw new IOException(
                        name() + " wrote " + (lines == null ? "" : "a line of ") + "more than " + maxOutput + " bytes");
            }
            return lines == null ? bytes.toString(UTF_8) : "";
        }
    }

    private static void end(Process process, Duration grace) {
        if (!process.isAlive()) {
            return;
        }
        try {
            if (grace.isZero()) {
                kill(process);
                return;
            }
            process.destroy();
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill(process);
            }
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
