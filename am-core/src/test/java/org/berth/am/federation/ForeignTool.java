package org.berth.am.federation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + output);
        }
        return output;
    }
}
