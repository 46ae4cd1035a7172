// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.berth.dockermaster.testing.JavaPrograms;

/**
 * {@code berth agent} as a process of its own, to be killed and started again on the same state.
 *
 * <p>Its folder holds {@code agent.conf}, {@code agent-state}, {@code tmp} and {@code agent.log}.
 */
final class AgentProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("agent ready at \\S*:(\\d+)");

    private final Path folder;
    private Process process;
    private int readyBefore;

    /**
     * Writes the configuration and starts the agent; does not wait for it.
     *
     * @param configuration lines of {@code agent.conf}
     */
    AgentProcess(Path folder, String... configuration) {
        this.folder = folder;
        try {
            Files.createDirectories(temporary());
            Files.writeString(configuration(), String.join("\n", configuration) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        process = launch();
    }

    private Process launch() {
        List<String> command = command("agent");
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("agent.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command line of {@code berth} with this agent's configuration at its end. */
    List<String> command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", configuration().toString()));
        return JavaPrograms.command(
                List.of("-Djava.io.tmpdir=" + temporary(), "-XX:-UsePerfData"), BerthAgent.class, all);
    }

    /** Its temporary directory, and that of all commands. */
    Path temporary() {
        return folder.resolve("tmp");
    }

    private Path configuration() {
        return folder.resolve("agent.conf");
    }

    /** Waits until it answers; the port that it listens on. */
    int awaitReady() {
        await("agent ready, see agent.log").atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("berth agent ended: " + log());
            }
            return ports().size() > readyBefore;
        });
        return ports().get(ports().size() - 1);
    }

    private List<Integer> ports() {
        return READY.matcher(log())
                .results()
                .map((MatchResult ready) -> Integer.parseInt(ready.group(1)))
                .toList();
    }

    /** What it wrote since the first start. */
    String log() {
        try {
            Path log = folder.resolve("agent.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** SIGTERM; its exit code. */
    int stop() {
        process.destroy();
        return process.onExit().join().exitValue();
    }

    /** Starts it again; does not wait for it. */
    void startAgain() {
        readyBefore = ports().size();
        process = launch();
    }

    /** Its process id, while it runs. */
    Optional<Long> pid() {
        return process.isAlive() ? Optional.of(process.pid()) : Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }
}
