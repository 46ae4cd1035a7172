// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
    @TempDir
    Path apt;

    @BeforeEach
    void aptFolder() throws IOException {
        Files.createDirectories(apt.resolve("sources.list.d"));
    }

    @Test
    void oneLineSourcesAreReadWithTheirOptions() throws IOException {
        // given
        Files.writeString(apt.resolve("sources.list"), """
                # deb http://unused.example/debian bookworm main
                deb [arch=amd64 trusted=yes] http://mirror.example/debian bookworm main contrib # near
                deb http://mirror.example/debian-security bookworm-security main
                deb-src http://mirror.example/debian bookworm main
                """);

        // when
        AptSources sources = AptSources.read(apt);

        // then
        assertThat(sources.forSuite("bookworm"))
                .containsExactly(
                        "deb [arch=amd64 trusted=yes] http://mirror.example/debian bookworm main",
                        "deb http://mirror.example/debian-security bookworm-security main");
    }

    @Test
    void deb822SourcesAreReadWithTheirKey() throws IOException {
        // given
        Files.writeString(apt.resolve("sources.list.d/debian.sources"), """
                Types: deb deb-src
                # a comment inside a stanza
                URIs: http://mirror.example/debian
                Suites: bookworm
                 bookworm-updates
                Components: main
                signed-by: /usr/share/keyrings/debian-archive-keyring.gpg

                Enabled: no
                Types: deb
                URIs: http://off.example/debian
                Suites: bookworm
                Components: main
                """);

        // when
        AptSources sources = AptSources.read(apt);

        // then
        String signed = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ";
        assertThat(sources.forSuite("bookworm"))
                .containsExactly(
                        signed + "http://mirror.example/debian bookworm main",
                        signed + "http://mirror.example/debian bookworm-updates main");
    }

    @Test
    void mirrorOfAnotherReleaseServesTheWantedOne() throws IOException {
        // given
        Files.writeString(apt.resolve("sources.list"), """
                deb http://mirror.example/debian trixie main
                deb http://mirror.example/debian-security trixie-security main
                deb http://mirror.example/debian trixie-backports main
                """);

        // when
        AptSources sources = AptSources.read(apt);

        // then
        assertThat(sources.forSuite("bookworm"))
                .containsExactly(
                        "deb http://mirror.example/debian bookworm main",
                        "deb http://mirror.example/debian-security bookworm-security main");
    }

    @Test
    void thirdPartySourcesAndOtherDistributionsAreNoMirrorsOfDebian() throws IOException {
        // given
        Files.writeString(apt.resolve("sources.list"), "deb http://archive.ubuntu.com/ubuntu jammy main\n");
        Files.writeString(
                apt.resolve("sources.list.d/hashicorp.list"), "deb https://apt.releases.hashicorp.com bookworm main\n");
        Files.writeString(
                apt.resolve("sources.list.d/docker.list"),
                "deb https://download.docker.com/linux/debian bookworm stable\n");
        Files.writeString(
                apt.resolve("sources.list.d/mirror.list.disabled"), "deb http://off.example/debian bookworm main\n");

        // when
        AptSources sources = AptSources.read(apt);

        // then
        assertThat(sources.forSuite("bookworm")).isEmpty();
    }

    @Test
    void hostWithoutAptHasNoSources() {
        // when
        AptSources sources = AptSources.read(apt.resolve("absent"));

        // then
        assertThat(sources.entries()).isEmpty();
    }
}
