// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Programs of this machine. */
public final class Commands {
    private Commands() {}

    /**
     * How a program ended.
     *
     * @param output stdout and stderr together, stripped
     */
    public record Ended(int exitCode, String output) {}

    public static Ended run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Ended(process.waitFor(), output.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a program that has to succeed; its output. */
    public static String succeed(String... command) {
        Ended ended = run(List.of(command));
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + ended);
        }
        return ended.output();
    }
}
