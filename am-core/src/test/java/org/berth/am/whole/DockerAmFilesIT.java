// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.berth.am.cli.Berth;
import org.berth.am.federation.ForeignFederation;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.JavaPrograms;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an admin of docker-am brings along: both files as they are, on port 443, with the files that they name. */
@Tag("docker")
class DockerAmFilesIT {
    @TempDir
    Path home;

    @Test
    void oldConfigurationStartsAnAmAsItIs() throws Exception {
        // given
        MachineEngine.dockerHost();
        ForeignFederation federation = new ForeignFederation(home);
        federation.issue("user", "alice");
        Path roots = Files.createDirectories(home.resolve("geni-tools/trusted_roots"));
        Files.copy(federation.file("root.crt"), roots.resolve("foreign.pem"));
        Commands.succeed(berth(
                        "certs",
                        "server",
                        "--hostname",
                        "dockeram.example.com",
                        "--dir",
                        home.resolve("server_ssl").toString())
                .toArray(String[]::new));
        for (String file : List.of("gcf_config", "docker_am_config")) {
            try (var sample = Objects.requireNonNull(getClass().getResourceAsStream("/docker-am/" + file))) {
                Files.write(home.resolve(file), sample.readAllBytes());
            }
        }

        // when
        Process am = new ProcessBuilder(berth(
                        "serve",
                        "--config",
                        home.resolve("gcf_config").toString(),
                        "--config",
                        home.resolve("docker_am_config").toString()))
                .redirectError(home.resolve("am.log").toFile())
                .start();

        // then
        try {
            assertThat(readyLine(am))
                    .as(() -> read(home.resolve("am.log")))
                    .isEqualTo("AM ready at https://dockeram.example.com");
            PythonClient client = new PythonClient(
                    home, "https://127.0.0.1:443/", federation.file("alice.crt"), federation.file("alice.key"));
            assertThat(client.succeed("GetVersion").get("urn").asText())
                    .isEqualTo("urn:publicid:IDN+docker.example.com+authority+am");
        } finally {
            am.destroy();
            am.onExit().join();
        }
    }

    private List<String> berth(String... arguments) {
        return JavaPrograms.command(List.of("-Duser.home=" + home), Berth.class, List.of(arguments));
    }

    private static String readyLine(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        return lines.lines()
                .filter(line -> line.startsWith("AM ready"))
                .findFirst()
                .orElse("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
