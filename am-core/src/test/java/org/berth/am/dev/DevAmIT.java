// SPDX-License-Identifier: Apache-2.0
package org.berth.am.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.berth.am.cli.Berth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class DevAmIT {
    private static final String EXPORT = "export BERTH_";
    private static final String COMMAND = "./berth ";

    @Test
    void commandsThatItPrintsSucceedAndNothingIsLeft(@TempDir Path parent) throws Exception {
        // given
        Path folder = Files.createDirectory(parent.resolve("dev"));
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<String> outputs;
        // when
        try (DevAm dev = new DevAm(folder)) {
            dev.start(new PrintStream(printed, true, UTF_8));
            List<String> lines =
                    printed.toString(UTF_8).lines().map(String::strip).toList();
            Map<String, String> settings = lines.stream()
                    .filter(line -> line.startsWith(EXPORT))
                    .map(line -> line.substring(EXPORT.length()).split("=", 2))
                    .collect(Collectors.toMap(
                            setting -> "--" + setting[0].toLowerCase(Locale.ROOT), setting -> setting[1]));
            outputs = lines.stream()
                    .filter(line -> line.startsWith(COMMAND))
                    .map(line -> succeed(line.substring(COMMAND.length()), settings))
                    .toList();
        }
        // then
        assertThat(outputs).hasSize(6);
        assertThat(outputs.get(3)).contains("geni_ready");
        assertThat(parent).isEmptyDirectory();
    }

    /** Runs a command; its options default to the settings, as they do to variables of the environment. */
    private static String succeed(String command, Map<String, String> settings) {
        String[] arguments = command.split(" ");
        StringWriter output = new StringWriter();
        CommandLine berth = Berth.commandLine(arguments);
        berth.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(output, true));
        berth.setDefaultValueProvider(
                argument -> argument instanceof OptionSpec option ? settings.get(option.longestName()) : null);
        assertThat(berth.execute(arguments)).as("%s: %s", command, output).isZero();
        return output.toString();
    }
}
