// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.federation.Identity;
import org.berth.base.Pem;

/** {@code ./berth serve} as its users start it, with what it costs the machine. */
final class ServedAm implements AutoCloseable {
    private final Process process;
    private final ProcessCost cost;
    private final int port;
    private final Duration start;

    private ServedAm(Process process, int port, Duration start) {
        this.process = process;
        this.cost = new ProcessCost(process.toHandle());
        this.port = port;
        this.start = start;
    }

    /**
     * Starts the AM {@code am.example.org}.
     *
     * @param folder for its configuration; its state is in {@code state}
     * @param root the authority that it trusts
     * @param host a section for a host, or nothing
     */
    static ServedAm start(Path folder, Identity root, List<String> host) throws IOException, InterruptedException {
        int port = freePort();
        Files.createDirectories(folder.resolve("trusted_roots"));
        Files.writeString(folder.resolve("trusted_roots/root.pem"), Pem.certificates(List.of(root.certificate())));
        List<String> configuration = new ArrayList<>(List.of(
                "[global]",
                "base_name = am.example.org",
                "rootcadir = trusted_roots",
                "[aggregate_manager]",
                "host = 127.0.0.1",
                "port = " + port,
                "keyfile = certs/am-server-key.pem",
                "certfile = certs/am-server-cert.pem",
                "[general]",
                "public_url = https://am.example.org:" + port,
                "[quotas]", // one user has all that is measured
                "per_slice = unlimited",
                "per_user = unlimited",
                "[admin]",
                "port = " + freePort()));
        configuration.addAll(host);
        Files.write(folder.resolve("berth.conf"), configuration);
        if (!Files.exists(folder.resolve("certs"))) {
            String certs = folder.resolve("certs").toString();
            berth(folder, "certs", "server", "--hostname", "am.example.org", "--dir", certs)
                    .waitFor();
        }
        long begun = System.nanoTime();
        Process process =
                berth(folder, "serve", "--config", folder.resolve("berth.conf").toString());
        awaitReady(process, folder);
        return new ServedAm(process, port, Duration.ofNanos(System.nanoTime() - begun));
    }

    private static Process berth(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of("..", "berth").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("am.log").toFile()))
                .start();
    }

    private static void awaitReady(Process process, Path folder) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("AM ready")) {
                return;
            }
        }
        throw new IOException("the AM did not start, see " + folder.resolve("am.log"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    MeasuredAm measured() {
        return new MeasuredAm(URI.create("https://127.0.0.1:" + port + "/am/3.0"), Optional.of(cost));
    }

    /** From the command to "AM ready". */
    Duration start() {
        return start;
    }

    ProcessCost cost() {
        return cost;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
