// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.engine.Engine;

/**
 * A second host on this machine, with all that a machine has of its own: name, processes, network, root file system (a
 * copy-on-write clone of this machine's, so all its programs are there), sshd and Docker engine. A cable joins its eth0
 * to this machine. systemd does not run in it.
 *
 * <p>Needs root. Where this machine has no engine to go by, a test aborts as with {@link MachineEngine}.
 */
public final class SecondHost implements AutoCloseable {
    private static final String SCRIPT = "second-host.sh";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final int number;
    private final SshUser root;
    private Process process;

    private SecondHost(Path folder, int number) {
        this.folder = folder;
        this.number = number;
        this.root = SshUser.make(folder, "root");
        this.process = launch();
    }

    /** Starts a host; its sshd and its engine answer, and its engine is empty. */
    public static SecondHost start() {
        MachineEngine.dockerHost();
        SecondHost host;
        try {
            // On the disk: an engine's layers do not fit in memory.
            Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "second-host");
            Files.createDirectories(folder.resolve("changes/etc"));
            host = new SecondHost(folder, TestProcess.networkNumber());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Files.writeString(host.folder.resolve("changes/etc/second-host.authorized"), host.root.publicKey());
            host.plugIn();
            host.awaitAnswers();
            return host;
        } catch (IOException | RuntimeException e) {
            host.close();
            throw new IllegalStateException("second host: " + e + "\n" + host.log(), e);
        }
    }

    private Process launch() {
        Path script = folder.resolve(SCRIPT);
        try {
            try (InputStream in = Objects.requireNonNull(SecondHost.class.getResourceAsStream(SCRIPT), SCRIPT)) {
                Files.write(script, in.readAllBytes());
            }
            return new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--net",
                            "--pid",
                            "--uts",
                            "--ipc",
                            "--propagation=private",
                            "--fork",
                            "--kill-child",
                            "bash",
                            script.toString(),
                            folder.toString(),
                            name(),
                            "10.83." + number + ".1/24")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its host name. */
    public String name() {
        return "second" + number;
    }

    /** Its IPv4 address on the cable to this machine. */
    public String address() {
        return "10.80." + number + ".2";
    }

    /** Its IPv6 address on that cable. */
    public String ipv6Address() {
        return "fd80:0:0:" + number + "::2";
    }

    /** This machine's address on that cable. */
    public String addressOfThisMachine() {
        return "10.80." + number + ".1";
    }

    /** Whom its sshd lets in as root. */
    public SshUser root() {
        return root;
    }

    /** Its engine, as this machine reaches it. */
    public String dockerHost() {
        return "unix:///proc/" + init().pid() + "/root/run/docker.sock";
    }

    /** Gives its engine the image of slivers, which it could not fetch: it reaches nothing but this machine. */
    public void takeBaseImage() {
        MachineEngine.copyBaseImage(MachineEngine.dockerHost(), dockerHost());
    }

    /** What its sshd and its engine wrote. */
    public String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /** Runs a program in it as root, beside its sshd. */
    public Commands.Ended run(String... command) {
        return Commands.run(inside(command));
    }

    /** The command by which this machine runs a program in it. */
    public List<String> inside(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init().pid()), "--all", "--"));
        all.addAll(Arrays.asList(command));
        return all;
    }

    /** Stops its engine in good order and starts it again; waits until it answers. */
    public void restartEngine() {
        run("sh", "-c", "touch /run/restart-engine && kill $(cat /run/docker.pid)");
        await("engine of the second host, see " + folder.resolve("log"))
                .atMost(PATIENCE)
                .until(() -> run("test", "-e", "/run/restart-engine").exitCode() != 0 && engineAnswers());
    }

    /** Cuts its power: every process in it dies at once. Its disk stays. */
    public void powerOff() {
        process.destroyForcibly().onExit().join();
        unplug();
    }

    /** Switches it on again, after {@link #powerOff}. */
    public void powerOn() {
        process = launch();
        plugIn();
        awaitAnswers();
    }

    /** Puts the cable in. */
    private void plugIn() {
        await("first process of the second host, see " + folder.resolve("log"))
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || process.children().findAny().isPresent());
        String here = cable();
        Commands.succeed(
                "ip",
                "link",
                "add",
                "name",
                here,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                Long.toString(init().pid()));
        Commands.succeed("ip", "addr", "add", addressOfThisMachine() + "/24", "dev", here);
        Commands.succeed("ip", "-6", "addr", "add", "fd80:0:0:" + number + "::1/64", "dev", here, "nodad");
        Commands.succeed("ip", "link", "set", here, "up");
        inNetwork("ip", "addr", "add", address() + "/24", "dev", "eth0");
        inNetwork("ip", "-6", "addr", "add", ipv6Address() + "/64", "dev", "eth0", "nodad");
        inNetwork("ip", "link", "set", "eth0", "up");
        inNetwork("ip", "route", "add", "default", "via", addressOfThisMachine());
    }

    private void inNetwork(String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init().pid()), "--net", "--"));
        all.addAll(Arrays.asList(command));
        Commands.succeed(all.toArray(String[]::new));
    }

    /** Pulls the cable out: the other end goes too. */
    private void unplug() {
        Commands.run(List.of("ip", "link", "del", cable()));
    }

    private String cable() {
        return "second" + number;
    }

    private ProcessHandle init() {
        return process.children().findFirst().orElseThrow(() -> new IllegalStateException("it ended: " + log()));
    }

    private void awaitAnswers() {
        await("sshd and engine of the second host, see " + folder.resolve("log"))
                .atMost(PATIENCE)
                .until(() -> root.run(address(), 22, "true").exitCode() == 0 && engineAnswers());
    }

    private boolean engineAnswers() {
        try (Engine engine = Engine.connect(dockerHost())) {
            return !engine.version().api().isEmpty();
        } catch (DockerMasterException e) {
            return false;
        }
    }

    /** Shuts it down in good order and removes all that it had. */
    @Override
    public void close() {
        if (process.isAlive()) {
            process.children().forEach(ProcessHandle::destroy);
            process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        }
        unplug();
        // Images are full of links to everywhere, which rm does not follow.
        Commands.succeed("rm", "-rf", "--one-file-system", folder.toString());
    }
}
