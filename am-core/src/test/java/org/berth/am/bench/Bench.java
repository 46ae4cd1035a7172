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
     * @param arguments the commit that is measured, then what: {@code parts} with options of JMH's, {@code load} with
     *     numbers of slivers, {@code logins}, or nothing: all
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        String what = arguments.length > 1 ? arguments[1] : "all";
        String[] more = Arrays.stream(arguments).skip(2).toArray(String[]::new);
        // On the disk that the checkout is on: a folder for temporary files may be in memory.
        Path folder = Files.createDirectories(Path.of("target", "bench"));
        out.println(conditions(arguments.length > 0 ? arguments[0] : "unknown", folder));
        out.println();
        switch (what) {
            case "all" -> {
                LoadBench.run(folder, SIZES, out);
                out.println();
                LoginBench.run(folder, LOGINS, out);
                out.println();
                PartsBench.run(more, out);
            }
            case "load" ->
                LoadBench.run(
                        folder,
                        more.length == 0
                                ? SIZES
                                : Arrays.stream(more).map(Integer::valueOf).toList(),
                        out);
            case "logins" -> LoginBench.run(folder, LOGINS, out);
            case "parts" -> PartsBench.run(more, out);
            default -> throw new IllegalArgumentException("not '" + what + "' but load, logins or parts");
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
