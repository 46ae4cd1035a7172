// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.berth.dockermaster.config.ConfigException;
import org.berth.dockermaster.config.Machine;

/** Configurations written to files of a temporary directory, read on a made-up machine. */
final class ConfigFixture {
    static final Path HOME = Path.of("/home/admin");
    static final String MACHINE = "machine.example.org";

    private final Path directory;

    ConfigFixture(Path directory) {
        this.directory = directory;
    }

    Machine machine() {
        return new Machine(directory, HOME, Optional.empty(), MACHINE);
    }

    Path file(String name, String... lines) {
        try {
            return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    AmConfig load(String... lines) {
        return AmConfig.load(List.of(file("berth.conf", lines)), machine());
    }

    /** The problems of a configuration, without the directory in front. */
    List<String> problems(String... lines) {
        Path file = file("berth.conf", lines);
        return catchThrowableOfType(ConfigException.class, () -> AmConfig.load(List.of(file), machine()))
                .problems()
                .stream()
                .map(problem -> problem.replace(directory + "/", ""))
                .toList();
    }
}
