// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.berth.am.config.AmConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code --config}. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A configuration file; may be given several times, all are read as one. Without it:"
                    + " conf/berth.conf, or defaults if there is none.")
    private List<Path> files = List.of();

    AmConfig load() {
        return AmConfig.load(files.isEmpty() ? usual() : files);
    }

    private static List<Path> usual() {
        Path file = Path.of(Optional.ofNullable(System.getenv("BERTH_HOME")).orElse(""), "conf", "berth.conf");
        try {
            // In a package it is a link to /etc, and paths in it are relative to where it really is.
            return List.of(file.toRealPath());
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
