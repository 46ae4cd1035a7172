// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs a program of the host by argument array, never through a shell. */
final class ExternalProgram {
    private static final int KEPT_LINES = 30;
    /** It is asked to end first, so that it removes its own temporary files. */
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
        Deque<String> last = new ArrayDeque<>();
        Subprocess program = new Subprocess(command)
                .environment(environment)
                .timeToCleanUp(TIME_TO_CLEAN_UP)
                .lines(line -> {
                    keep(last, line);
                    output.accept(line);
                });
        try {
            int exitCode = program.run(timeout).exitCode();
            if (exitCode != 0) {
                throw failed(name, "ended with status " + exitCode, last);
            }
        } catch (IOException e) {
            throw new DockerMasterException(Kind.FAILED, "cannot run " + name + ": " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw failed(name, "is not done after " + timeout.toSeconds() + " s", last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(name, "was interrupted", last);
        }
    }

    private static void keep(Deque<String> last, String line) {
        synchronized (last) {
            last.add(line);
            if (last.size() > KEPT_LINES) {
                last.remove();
            }
        }
    }

    private static DockerMasterException failed(String name, String what, Deque<String> last) {
        synchronized (last) {
            return new DockerMasterException(
                    Kind.FAILED, name + " " + what + "; its last output:\n" + String.join("\n", last));
        }
    }
}
