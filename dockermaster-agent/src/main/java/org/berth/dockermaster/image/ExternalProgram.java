// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import org.berth.base.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs a program of the host by argument array, never through a shell. */
final class ExternalProgram {
    private static final int KEPT_LINES = 30;
    private static final Duration TIME_TO_CLEAN_UP = Duration.ofSeconds(10);

    private ExternalProgram() {}

    /** Its processes and mounts are its own, and end with it; it ends with the thread that runs it, so also with Java. */
    private static final List<String> ALONE = List.of(
            "setpriv",
            "--pdeathsig=KILL",
            "unshare",
            "--mount",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "--propagation=private");

    /**
     * Runs a program as {@link #run} does, which starts and mounts more: nothing of that is left, however it ends, and if this
     * process is killed. Needs root.
     */
    static void runAlone(
            List<String> command, Map<String, String> environment, Duration timeout, Consumer<String> output) {
        List<String> alone = new ArrayList<>(ALONE);
        alone.addAll(command);
        run(name(command), alone, environment, timeout, output);
    }

    /**
     * Runs a program to its end.
     *
     * @param environment added to this process's own
     * @param output takes each line of its output, standard error among it
     * @throws DockerMasterException if it cannot be started, exits with another status than 0, or is not done in time;
     *     the message ends with the last lines of its output
     */
    static void run(List<String> command, Map<String, String> environment, Duration timeout, Consumer<String> output) {
        run(name(command), command, environment, timeout, output);
    }

    private static String name(List<String> command) {
        return Path.of(command.get(0)).getFileName().toString();
    }

    private static void run(
            String name,
            List<String> command,
            Map<String, String> environment,
            Duration timeout,
            Consumer<String> output) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, "cannot run " + name + ": " + e.getMessage(), e);
        }
        Deque<String> last = new ArrayDeque<>();
        Thread reader = DaemonThreads.start(name + " output", () -> read(process, last, output));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(name, "is not done after " + timeout.toSeconds() + " s", last);
            }
            reader.join(TIME_TO_CLEAN_UP.toMillis());
            if (process.exitValue() != 0) {
                throw failed(name, "ended with status " + process.exitValue(), last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(name, "was interrupted", last);
        } finally {
            end(process);
        }
    }

    private static void read(Process process, Deque<String> last, Consumer<String> output) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (last) {
                    last.add(line);
                    if (last.size() > KEPT_LINES) {
                        last.remove();
                    }
                }
                output.accept(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DockerMasterException failed(String name, String what, Deque<String> last) {
        synchronized (last) {
            return new DockerMasterException(
                    Kind.FAILED, name + " " + what + "; its last output:\n" + String.join("\n", last));
        }
    }

    /** Asks first, so that the program removes its own temporary files. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(TIME_TO_CLEAN_UP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
