// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.PrintStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/** What the parts cost of which calls are made, by JMH. */
final class PartsBench {
    private PartsBench() {}

    /**
     * Measures and prints a table. Takes some minutes.
     *
     * @param arguments options of JMH's
     */
    static void run(List<String> arguments, PrintStream out) throws Exception {
        Options options = new CommandLineOptions(arguments.toArray(String[]::new));
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .parent(options)
                        // Not the tests' own configuration, which is on the class path too.
                        .jvmArgsAppend("-Dlogback.configurationFile=logback.xml", "-Dberth.log=WARN")
                        .build())
                .run();
        out.println("| call | hosts reached | hosts / slivers | best | median | 99 of 100 below |");
        out.println("|---|---|---|---|---|---|");
        results.stream()
                .map(PartsBench::row)
                .sorted(Comparator.comparing(row -> row.get(0) + row.get(1)))
                .forEach(row -> out.println("| " + String.join(" | ", row) + " |"));
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
