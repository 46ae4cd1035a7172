package org.berth.am.bench;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.facts.MachineFacts;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** Measures, and prints a table in Markdown. */
public final class Bench {
    private Bench() {}

    /**
     * Takes some minutes.
     *
     * @param arguments the commit that is measured, then options of JMH's
     */
    public static void main(String[] arguments) throws Exception {
        Options options =
                new CommandLineOptions(Arrays.stream(arguments).skip(1).toArray(String[]::new));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(options)
                        // Not the tests' own configuration, which is on the class path too.
                        .jvmArgsAppend("-Dlogback.configurationFile=logback.xml", "-Dberth.log=WARN")
                        .build())
                .run();
        PrintStream out = System.out;
        out.println();
        out.println(conditions(arguments.length > 0 ? arguments[0] : "unknown"));
        out.println();
        out.println("| call | hosts reached | hosts / slivers | best | median | 99 of 100 below |");
        out.println("|---|---|---|---|---|---|");
        results.stream()
                .map(Bench::row)
                .sorted(Comparator.comparing(row -> row.get(0) + row.get(1)))
                .forEach(row -> out.println("| " + String.join(" | ", row) + " |"));
    }

    private static String conditions(String commit) throws Exception {
        HostFacts machine = MachineFacts.ofThisMachine(Clock.systemUTC()).read();
        return "Commit " + commit + "; Java " + Runtime.version() + "; " + machine.cpuModel() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + machine.os() + ", Linux "
                + machine.kernel() + "; store on "
                + Files.getFileStore(Path.of("target")).type() + ".";
    }

    private static List<String> row(RunResult run) {
        Result<?> result = run.getPrimaryResult();
        Statistics micros = result.getStatistics();
        return List.of(
                result.getLabel(),
                run.getParams().getParam("way").toLowerCase(Locale.ROOT).replace('_', ' '),
                run.getParams().getParam("size").replace("/", " / "),
                micros(micros.getMin()),
                micros(micros.getPercentile(50)),
                micros(micros.getPercentile(99)));
    }

    private static String micros(double value) {
        return String.format(Locale.ROOT, "%.0f \u00b5s", value);
    }
}
