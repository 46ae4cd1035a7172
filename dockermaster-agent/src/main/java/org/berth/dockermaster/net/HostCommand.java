// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import org.berth.base.DaemonThreads;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;

/** Runs a short network program of this machine by argument array. */
final class HostCommand {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private HostCommand() {}

    /**
     * The result of a program.
     *
     * @param output stdout and stderr together
     */
    record Ended(int exitCode, String output) {}

    /**
     * Runs a program to its end.
     *
     * @param step what is done, to begin an error message with
     * @param input for its stdin
     * @throws IOException if it cannot be started
     * @throws DockerMasterException of kind {@code UNREACHABLE} if it does not end in time; it is killed then
     */
    static Ended run(String step, List<String> command, String input, Duration patience) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            // Read meanwhile: it would not end with its output's pipe full.
            CompletableFuture<String> output =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), HostCommand::inThreadOfItsOwn);
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(UTF_8));
            }
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new DockerMasterException(
                        Kind.UNREACHABLE,
                        step + ": " + command.get(0) + " did not end within " + patience.toSeconds() + " s");
            }
            return new Ended(process.exitValue(), output.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(Kind.UNREACHABLE, step + ": interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void inThreadOfItsOwn(Runnable reading) {
        DaemonThreads.start("program output", reading);
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
