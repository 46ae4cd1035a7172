// SPDX-License-Identifier: Apache-2.0
package org.berth.am.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.dockermaster.config.AgentConfig;
import org.berth.dockermaster.config.ConfigException;

/**
 * The configuration that a new agent gets.
 *
 * @param lines of its section {@code [agent]}, each {@code key=value}; none is the password
 * @param password that it asks its AM for
 */
public record AgentSettings(List<String> lines, Optional<String> password) {
    private static final Pattern LINE = Pattern.compile("\\w+\\s*=\\V*");
    private static final String PASSWORD = "password";

    /** Refuses a line of another form; {@link #check} looks at keys and values. */
    public AgentSettings {
        lines = List.copyOf(lines);
        for (String line : lines) {
            if (!LINE.matcher(line).matches()) {
                throw new IllegalArgumentException(
                        "--config-line takes KEY=VALUE, like max_containers=50; this is '" + line + "'");
            }
            if (line.toLowerCase(Locale.ROOT).matches(PASSWORD + "\\s*=\\V*")) {
                throw new IllegalArgumentException("a password on a command line is shown to everybody on the machine:"
                        + " give it with --password-file FILE, which has the AM say it, too");
            }
        }
    }

    /** The file's text. */
    String text() {
        return "# Made by berth host install.\n[state]\ndirectory = /var/lib/berth-agent\n\n[agent]\n"
                + String.join("\n", lines) + "\n"
                + password.map(text -> PASSWORD + "=" + text + "\n").orElse("");
    }

    /**
     * Reads the text as the agent will.
     *
     * @throws IllegalArgumentException with all that is wrong
     */
    public void check() throws IOException {
        Path file = Files.createTempFile("agent", ".conf");
        try {
            Files.writeString(file, text());
            AgentConfig unused = AgentConfig.load(List.of(file));
        } catch (ConfigException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).replace(file.toString(), "agent.conf"), e);
        } finally {
            Files.delete(file);
        }
    }

    /** Those of the lines that another text of a configuration does not have; of the password its key alone. */
    List<String> missingIn(String text) {
        List<String> there = text.lines().map(AgentSettings::bare).toList();
        Stream<String> secret =
                password
                        .filter(word -> !there.contains(PASSWORD + "=" + word))
                        .map(word -> "this " + PASSWORD)
                        .stream();
        return Stream.concat(lines.stream().filter(line -> !there.contains(bare(line))), secret)
                .toList();
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "AgentSettings" + lines;
    }

    private static String bare(String line) {
        return line.replaceFirst("\\s*=\\s*", "=").strip();
    }
}
