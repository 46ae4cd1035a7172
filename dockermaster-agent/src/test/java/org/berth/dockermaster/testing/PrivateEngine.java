// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.engine.Engine;

/**
 * A Docker engine of a test's own, which it may stop and kill: a dockerd with a folder, a mount name space and
 * networks of its own. It sets no packet filter rules, which would be the machine's engine's too; so its containers
 * reach nothing outside, while this machine reaches them and their published ports.
 */
public final class PrivateEngine implements AutoCloseable {
    /** dockerd cleans /run/docker up when it starts, which is the machine's engine's. */
    private static final String SCRIPT =
            "mkdir -p \"$1/run\" /run/docker && mount --bind \"$1/run\" /run/docker && shift && exec dockerd \"$@\"";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final List<String> options;
    private Process process;
    private Optional<String> ownBridge = Optional.empty();

    private PrivateEngine(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
        this.process = launch();
    }

    /** Starts an engine whose default bridge is its own; the image of slivers is in it. */
    public static PrivateEngine start() {
        // Without a bridge of that name, and with --bridge=none, dockerd would delete docker0, the machine's engine's.
        int number = TestProcess.networkNumber();
        String bridge = "private" + number;
        Commands.run(List.of("ip", "link", "del", bridge));
        Commands.succeed("ip", "link", "add", "name", bridge, "type", "bridge");
        Commands.succeed("ip", "addr", "add", "10.79." + number + ".1/24", "dev", bridge);
        PrivateEngine engine = start("--bridge=" + bridge);
        engine.ownBridge = Optional.of(bridge);
        return engine;
    }

    /** Starts an engine with further options of dockerd; the image of slivers is in it. */
    public static PrivateEngine start(String... options) {
        String machine = MachineEngine.dockerHost();
        PrivateEngine engine;
        try {
            engine = new PrivateEngine(Files.createTempDirectory("engine"), List.of(options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            engine.awaitAnswer();
            MachineEngine.copyBaseImage(machine, engine.dockerHost());
            return engine;
        } catch (RuntimeException e) {
            engine.stop();
            engine.removeFolder();
            throw e;
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                "unshare", "--mount", "--propagation", "private", "--", "sh", "-c", SCRIPT, "sh", folder.toString()));
        command.addAll(List.of("--data-root", folder.resolve("data").toString()));
        command.addAll(List.of("--exec-root", folder.resolve("exec").toString()));
        command.addAll(List.of("--pidfile", folder.resolve("pid").toString()));
        command.addAll(List.of("-H", dockerHost(), "--iptables=false"));
        command.addAll(options);
        try {
            // What a killed engine leaves keeps the next from starting.
            Files.deleteIfExists(folder.resolve("pid"));
            Files.deleteIfExists(folder.resolve("exec/containerd/containerd.pid"));
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("dockerd.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAnswer() {
        await("engine, see " + folder.resolve("dockerd.log")).atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("dockerd ended: " + Files.readString(folder.resolve("dockerd.log")));
            }
            try (Engine engine = Engine.connect(dockerHost())) {
                return !engine.version().api().isEmpty();
            } catch (DockerMasterException e) {
                return false;
            }
        });
    }

    /** Its address, the same after each start. */
    public String dockerHost() {
        return "unix://" + folder.resolve("docker.sock");
    }

    public void tell(Consumer<DockerClient> order) {
        MachineEngine.tell(dockerHost(), order);
    }

    /** Stops it in good order; the containers end. */
    public void stop() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Kills it; the containers run on. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Starts it again after {@link #stop} or {@link #kill}, and waits until it answers. */
    public void startAgain() {
        process = launch();
        awaitAnswer();
    }

    /** Removes its containers, stops it and removes its files. */
    @Override
    public void close() {
        if (!process.isAlive()) {
            startAgain();
        }
        tell(client -> client.listContainersCmd()
                .withShowAll(true)
                .exec()
                .forEach(container -> client.removeContainerCmd(container.getId())
                        .withForce(true)
                        .exec()));
        tell(client -> client.listNetworksCmd()
                .withFilter("type", List.of("custom"))
                .exec()
                .forEach(network -> client.removeNetworkCmd(network.getId()).exec()));
        stop();
        removeFolder();
        ownBridge.ifPresent(bridge -> Commands.run(List.of("ip", "link", "del", bridge)));
    }

    private void removeFolder() {
        // Images are full of links to everywhere, which rm does not follow.
        Commands.succeed("rm", "-rf", "--one-file-system", folder.toString());
    }
}
