// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.am.cli.Berth;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.JavaPrograms;

/**
 * {@code berth serve} as a process of its own, to be killed and started again on the same port and state.
 *
 * <p>Its folder holds {@code berth.conf}, {@code trusted_roots}, {@code certs}, {@code state} and {@code am.log}.
 */
final class AmProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("AM ready at (\\S+)");

    private final Path folder;
    private final String name;
    private final List<String> javaOptions;
    private final Machine machine;
    private final int port = freePort();
    private final int adminPort = freePort();
    private Process process;
    private long starts;

    /**
     * Makes the folder's content and starts the AM {@code am.example.org}.
     *
     * @param roots PEM of the trusted roots
     * @param host the keys of the host section {@code [host1]}, a line each
     */
    AmProcess(Path folder, String roots, String... host) {
        this(folder, "am.example.org", List.of(), roots, host);
    }

    /**
     * Makes the folder's content and starts the AM.
     *
     * @param name the authority of its URN, and its host name
     * @param javaOptions for its Java machine, e.g. {@code -Xmx256m}
     * @param roots PEM of the trusted roots
     * @param host the keys of the host section {@code [host1]}, a line each
     */
    AmProcess(Path folder, String name, List<String> javaOptions, String roots, String... host) {
        this(
                folder,
                name,
                javaOptions,
                Machine.HERE,
                roots,
                "[host1]\nnode_ipv4_hostname = 127.0.0.1\n" + String.join("\n", host));
    }

    /**
     * Makes the folder's content and starts the AM {@code am.example.org} on another machine, without a host section.
     */
    static AmProcess on(Machine machine, Path folder, String roots) {
        return new AmProcess(folder, "am.example.org", List.of(), machine, roots, "");
    }

    private AmProcess(
            Path folder, String name, List<String> javaOptions, Machine machine, String roots, String hostSections) {
        this.folder = folder;
        this.name = name;
        this.javaOptions = List.copyOf(javaOptions);
        this.machine = machine;
        try {
            Files.createDirectories(folder.resolve("trusted_roots"));
            Files.writeString(folder.resolve("trusted_roots/root.pem"), roots);
            Files.writeString(folder.resolve("berth.conf"), configuration(hostSections));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(
                "certs",
                "server",
                "--hostname",
                name,
                "--dir",
                folder.resolve("certs").toString());
        process = launch();
        awaitReady();
    }

    private String configuration(String hostSections) {
        return String.join(
                "\n",
                "[global]",
                "base_name = " + name,
                "rootcadir = trusted_roots",
                "[aggregate_manager]",
                "host = " + machine.listen(),
                "port = " + port,
                "keyfile = certs/am-server-key.pem",
                "certfile = certs/am-server-cert.pem",
                "[general]",
                "public_url = https://" + (machine.equals(Machine.HERE) ? name : machine.address()) + ":" + port,
                "[admin]",
                "port = " + adminPort,
                "[quotas]", // the pools are small, and their tests are about something else
                "per_slice = unlimited",
                "per_user = unlimited",
                "per_project = unlimited",
                hostSections,
                "");
    }

    /** Where it speaks AM API v3. */
    String url() {
        return url(3);
    }

    /** Where it speaks a version of the AM API. */
    String url(int version) {
        return "https://" + machine.address() + ":" + port + "/am/" + version + ".0";
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int adminPort() {
        return adminPort;
    }

    /** Runs another command of {@code berth} to its end. */
    String run(String... arguments) {
        return run(List.of(arguments));
    }

    /** Runs a command that speaks to this AM's control socket. */
    String control(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("berth.conf").toString()));
        return run(all);
    }

    /** The same, however it ends. */
    Commands.Ended tryControl(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", folder.resolve("berth.conf").toString()));
        return Commands.run(machine.run(java(List.of(), all)));
    }

    private String run(List<String> arguments) {
        List<String> command = machine.run(java(List.of(), arguments));
        return Commands.succeed(command.toArray(String[]::new));
    }

    /** The command line of {@code berth}. */
    static List<String> java(List<String> options, List<String> arguments) {
        return JavaPrograms.command(options, Berth.class, arguments);
    }

    private Process launch() {
        // Whoever runs the tests with nohup has SIGHUP ignored, also by all that is started from them.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.addAll(java(
                javaOptions,
                List.of("serve", "--config", folder.resolve("berth.conf").toString())));
        try {
            return new ProcessBuilder(machine.run(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("am.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() {
        await("AM ready, see am.log").atMost(Duration.ofMinutes(2)).until(() -> {
            if (!process.isAlive()) {
                throw new AssertionError("berth serve ended: " + log());
            }
            return readyLines() > starts;
        });
        starts = readyLines();
    }

    private long readyLines() {
        Matcher matcher = READY.matcher(log());
        long count = 0;
        while (matcher.find()) {
            count++;
        }
        return count;
    }

    String log() {
        try {
            Path log = folder.resolve("am.log");
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, then a new process on the same state. */
    void killAndStartAgain() {
        kill();
        startAgain();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void startAgain() {
        process = launch();
        awaitReady();
    }

    /** SIGHUP. */
    void hangUp() {
        Commands.succeed("kill", "-HUP", String.valueOf(process.pid()));
    }

    Path folder() {
        return folder;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
