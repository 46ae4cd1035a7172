// SPDX-License-Identifier: Apache-2.0
package org.berth.am.dev;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.berth.am.bench.HostInMemory;
import org.berth.am.cli.DemoFolder;
import org.berth.am.config.AmConfig;
import org.berth.am.main.RunningAm;

/** An AM with one container host, in memory, and a federation with a user who may call it. */
public final class DevAm implements AutoCloseable {
    private static final int SLOTS = 100;

    /** Provision demands one, and nobody can log in. */
    private static final String PUBLIC_KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFQfoVW/7WgotpD/suMFZkPOCZ7XlQnNlualSfzZhmDZ";

    private final Path folder;
    private Optional<RunningAm> am = Optional.empty();

    /** @param folder for all that it writes; removed when it ends */
    DevAm(Path folder) {
        this.folder = folder;
    }

    /** Runs an AM until the process is told to end. */
    public static void main(String[] arguments) throws Exception {
        DevAm dev = new DevAm(Files.createTempDirectory("berth-dev"));
        Runtime.getRuntime().addShutdownHook(new Thread(dev::close, "end"));
        dev.start(System.out);
        new CountDownLatch(1).await();
    }

    /** Starts the AM, and prints how to call it. */
    synchronized void start(PrintStream out) throws IOException {
        Clock clock = Clock.systemUTC();
        DemoFolder demo = new DemoFolder(folder, clock);
        demo.federation();
        demo.serverCertificates();
        demo.files();
        Path key = Files.writeString(folder.resolve("key.pub"), PUBLIC_KEY + "\n");
        List<Path> files = List.of(demo.configuration());
        RunningAm started = RunningAm.start(
                AmConfig.load(files), () -> AmConfig.load(files), clock, settings -> new HostInMemory(SLOTS));
        am = Optional.of(started);
        out.println("AM ready at " + started.url());
        out.println();
        out.println("Its container host is in memory: slivers become ready, and nobody can log in. In another shell:");
        out.println();
        demo.clientSettings(started.url()).forEach(line -> out.println("  " + line));
        out.println("  ./berth client getversion");
        out.println("  ./berth client allocate " + demo.request());
        out.println("  ./berth client provision --wait --ssh-key " + key);
        out.println("  ./berth client status");
        out.println("  ./berth client delete");
        out.println("  ./berth host list --config " + demo.configuration());
        out.println();
        out.println("Ctrl-C ends it, and removes " + folder + ".");
    }

    /** Ends the AM, and removes its folder; waits where it is being started. */
    @Override
    public synchronized void close() {
        am.ifPresent(RunningAm::close);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder + " wholly", e);
        }
    }
}
