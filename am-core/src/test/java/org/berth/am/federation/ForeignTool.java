// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A program of others, run with an argument array. */
public final class ForeignTool {
    private final String program;
    private final Path folder;

    public ForeignTool(String program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Ends the test where the program is not installed; in CI that is a failure. */
    public void require() {
        try {
            new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start()
                    .getInputStream()
                    .readAllBytes();
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError(program + " is needed in CI and not installed", e);
            }
            Assumptions.abort(program + " is not installed: apt-get install " + program);
        }
    }

    /** Runs the program in its folder; fails with its output unless it ends with 0. */
    public String run(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve(program + ".out");
        int code = ends(output, arguments);
        String text = Files.readString(output);
        if (code != 0) {
            throw new AssertionError(program + " " + String.join(" ", arguments) + " failed: " + text);
        }
        return text;
    }

    /** Runs the program in its folder, and returns the code with which it ends. */
    public int ends(String... arguments) throws IOException, InterruptedException {
        return ends(folder.resolve(program + ".out"), arguments);
    }

    private int ends(Path output, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.getOutputStream().close();
        return process.waitFor();
    }
}
