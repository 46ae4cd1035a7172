// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.berth.dockermaster.testing.Commands;
import org.jspecify.annotations.Nullable;

/**
 * {@code berth agent} as a process of its own on a machine of its own, to be killed and started again.
 *
 * <p>Its folder holds {@code agent.conf}, {@code agent-state} and {@code agent.log}.
 */
final class AgentProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("agent ready at \\S+");

    private final Machine machine;
    private final Path folder;
    private @Nullable Process process;
    private long readyBefore;

    /**
     * Writes the configuration, and starts nothing yet.
     *
     * @param keys the keys of section {@code [agent]}, a line each
     */
    AgentProcess(Machine machine, Path folder, String... keys) {
        this.machine = machine;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("agent.conf"),
                    String.join(
                            "\n",
                            "[agent]",
                            "host = 0.0.0.0",
                            "node_ipv4_hostname = " + machine.address(),
                            String.join("\n", keys),
                            "[state]",
                            "directory = state",
                            ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code berth agent enroll}. */
    String enroll(String token) {
        return Commands.succeed(machine.run(AmProcess.java(
                        List.of(),
                        List.of(
                                "agent",
                                "enroll",
                                token,
                                "--config",
                                folder.resolve("agent.conf").toString())))
                .toArray(String[]::new));
    }

    /** Starts it, enrolled or not. */
    void start() {
        readyBefore = readyLines();
        try {
            process = new ProcessBuilder(machine.run(AmProcess.java(
                            List.of(),
                            List.of(
                                    "agent",
                                    "--config",
                                    folder.resolve("agent.conf").toString()))))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("agent.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it serves; not before it is enrolled. */
    void awaitReady() {
        Process started = Objects.requireNonNull(process, "start() it first");
        await("agent ready, see agent.log").atMost(Duration.ofMinutes(2)).until(() -> {
            if (!started.isAlive()) {
                throw new AssertionError("berth agent ended: " + log());
            }
            return readyLines() > readyBefore;
        });
    }

    void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    Path folder() {
        return folder;
    }

    String log() {
        try {
            Path log = folder.resolve("agent.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long readyLines() {
        return READY.matcher(log()).results().count();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            process.onExit().join();
        }
    }
}
