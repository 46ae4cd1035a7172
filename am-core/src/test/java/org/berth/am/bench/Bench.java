// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.facts.MachineFacts;

/** {@code berth bench}: measures, and prints tables in Markdown. */
public final class Bench {
    private static final List<Integer> SIZES = List.of(10, 10_000, 100_000);
    private static final List<Integer> LOGINS = List.of(1, 5, 50);

    private Bench() {}

    /**
     * Measures.
     *
     * @param arguments the commit that is measured, then what: {@code load}, {@code logins} or {@code parts} and what may
     *     follow it (see {@code berth bench --help}), or nothing: all
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        String what = arguments.length > 1 ? arguments[1] : "all";
        List<String> more = Arrays.stream(arguments).skip(2).toList();
        // On the disk that the checkout is on: a folder for temporary files may be in memory.
        Path folder = Files.createDirectories(Path.of("target", "bench"));
        out.println(conditions(arguments.length > 0 ? arguments[0] : "unknown", folder));
        out.println();
        switch (what) {
            case "all" -> {
                load(folder, BenchOptions.parse(more), out);
                out.println();
                logins(folder, BenchOptions.parse(more), out);
                out.println();
                PartsBench.run(List.of(), out);
            }
            case "load" -> load(folder, BenchOptions.parse(more), out);
            case "logins" -> logins(folder, BenchOptions.parse(more), out);
            case "parts" -> PartsBench.run(more, out);
            default -> throw new IllegalArgumentException("not '" + what + "' but load, logins or parts");
        }
    }

    private static void load(Path folder, BenchOptions options, PrintStream out) throws Exception {
        if (options.peer().isPresent()) {
            PeerOptions peer = options.peer().get();
            LoadBench.ofPeer(peer.experimenter(), peer.am(), options.calls(), out);
        } else {
            LoadBench.run(folder, options.numbers(SIZES), options.calls(), out);
        }
    }

    private static void logins(Path folder, BenchOptions options, PrintStream out) throws Exception {
        List<Integer> numbers = options.numbers(LOGINS);
        if (options.peer().isPresent()) {
            PeerOptions peer = options.peer().get();
            new LoginBench(folder, peer.experimenter(), peer.am(), out).measure(numbers);
        } else {
            LoginBench.run(folder, numbers, out);
        }
    }

    private static String conditions(String commit, Path folder) throws Exception {
        HostFacts machine = MachineFacts.ofThisMachine(Clock.systemUTC()).read();
        return "Commit " + commit + "; Java " + Runtime.version() + "; " + machine.cpuModel() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + machine.os() + ", Linux "
                + machine.kernel() + "; store on "
                + Files.getFileStore(folder).type() + ".";
    }
}
