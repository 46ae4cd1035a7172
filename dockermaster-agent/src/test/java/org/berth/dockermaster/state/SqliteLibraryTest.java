// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.berth.dockermaster.testing.JavaPrograms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes that open a host's state and are killed. */
@Timeout(300)
class SqliteLibraryTest {
    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private Path state;
    private Path temporary;

    /** Opens the state of a directory, says so, and waits to be killed. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws IOException {
            Path state = Path.of(arguments[0]);
            SqliteLibrary.useIn(state);
            try (HostState opened = HostState.open(Path.of(arguments[1]))) {
                System.out.println("opened, " + opened.reservedPorts().size() + " ports are reserved");
                System.in.read();
            }
        }
    }

    @BeforeEach
    void makeFolders() throws IOException {
        state = Files.createDirectory(folder.resolve("state"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @AfterEach
    void killAll() {
        started.forEach(process -> process.destroyForcibly().onExit().join());
    }

    @Test
    void killedProcessLeavesNothingInTheTemporaryDirectory() throws IOException {
        // given
        Process process = start("one");
        awaitOpened(process);

        // when
        process.destroyForcibly().onExit().join();

        // then
        assertThat(names(temporary)).isEmpty();
        assertThat(names(state)).contains(SqliteLibrary.name());
    }

    @Test
    void processesThatStartTogetherShareOneCopy() throws IOException {
        // when
        List<Process> together = List.of(start("one"), start("two"), start("three"));
        for (Process process : together) {
            awaitOpened(process);
        }

        // then
        assertThat(names(temporary)).isEmpty();
        assertThat(names(state))
                .filteredOn(name -> name.startsWith("libsqlite-"))
                .containsExactly(SqliteLibrary.name(), "libsqlite-unpacked.lock");
    }

    @Test
    void damagedCopyIsReplacedAndThoseOfOtherVersionsAndWhatADeadProcessLeftGo() throws IOException {
        // given
        Files.writeString(state.resolve(SqliteLibrary.name()), "no library");
        Files.writeString(state.resolve("libsqlite-3.1.0.0-Linux-x86_64.so"), "of another day");
        Files.writeString(state.resolve("libsqlite-unpacked.new"), "half a lib");

        // when
        awaitOpened(start("one"));

        // then
        assertThat(names(temporary)).isEmpty();
        assertThat(names(state))
                .filteredOn(name -> name.startsWith("libsqlite-"))
                .containsExactly(SqliteLibrary.name(), "libsqlite-unpacked.lock");
    }

    @Test
    void whereTheDirectoryIsNotThereTheDriverUnpacksAsItDoesByItself() throws IOException {
        // given
        Files.delete(state);

        // when
        awaitOpened(start("one"));

        // then
        assertThat(names(temporary)).anyMatch(name -> name.startsWith("sqlite-"));
        assertThat(state).doesNotExist();
    }

    private Process start(String database) throws IOException {
        Process process = new ProcessBuilder(JavaPrograms.command(
                        List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData"),
                        Program.class,
                        List.of(state.toString(), folder.resolve(database).toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    private static void awaitOpened(Process process) throws IOException {
        BufferedReader output = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String line = output.readLine();
        while (line != null && !line.startsWith("opened")) {
            lines.add(line);
            line = output.readLine();
        }
        assertThat(line).as("after %s", lines).isNotNull();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
