// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.Commands;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What processes that were killed leave on the machine. */
@Timeout(300)
class TemporaryFilesIT {
    @TempDir
    Path folder;

    @Test
    void killedAmAndItsCommandsLeaveNothingInTheTemporaryDirectory() throws Exception {
        // given
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        List<String> options = List.of("-Djava.io.tmpdir=" + temporary, "-XX:-UsePerfData");
        String roots = new ForeignFederation(folder).text("root.crt");
        try (AmProcess am = new AmProcess(
                folder.resolve("am"), "am.example.org", options, roots, "docker_host = tcp://127.0.0.1:9")) {
            Path backup = folder.resolve("backup.zip");

            // when
            am.kill();
            Commands.succeed(AmProcess.java(
                            options,
                            List.of(
                                    "backup",
                                    backup.toString(),
                                    "--config",
                                    am.folder().resolve("berth.conf").toString()))
                    .toArray(String[]::new));

            // then
            assertThat(temporary).isEmptyDirectory();
            assertThat(am.folder().resolve("state"))
                    .isDirectoryContaining(file -> file.getFileName().toString().matches("libsqlite-.*[.]so"));
            assertThat(Commands.succeed("python3", "-m", "zipfile", "-l", backup.toString()))
                    .doesNotContain("libsqlite");
        }
    }
}
