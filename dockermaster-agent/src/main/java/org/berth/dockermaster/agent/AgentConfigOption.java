// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.berth.dockermaster.config.AgentConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code --config} of the agent. */
final class AgentConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A configuration file; may be given several times, all are read as one. Without it:"
                    + " conf/agent.conf, or defaults if there is none.")
    private List<Path> files = List.of();

    AgentConfig load() {
        return AgentConfig.load(files.isEmpty() ? usual() : files);
    }

    private static List<Path> usual() {
        Path file = Path.of(Optional.ofNullable(System.getenv("BERTH_HOME")).orElse(""), "conf", "agent.conf");
        try {
            // In a package it is a link to /etc, and paths in it are relative to where it really is.
            return List.of(file.toRealPath());
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** These options as an admin types them, each with a blank in front. */
    String typed() {
        return files.stream().map(file -> " --config " + file).collect(Collectors.joining());
    }
}
