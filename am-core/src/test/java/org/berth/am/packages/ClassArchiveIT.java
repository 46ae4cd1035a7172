// SPDX-License-Identifier: Apache-2.0
package org.berth.am.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive of classes that {@code berth serve} leaves for its next start; with a Java that only notes what it is asked for. */
class ClassArchiveIT {
    private static final Path LAUNCHER = Path.of("../dockermaster-agent/src/main/dist/bin/berth");

    private static final String JAVA = """
            #!/bin/bash
            if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
            here=$(dirname "$0")
            echo "$@" >"$here/asked"
            for argument; do
              case $argument in -XX:ArchiveClassesAtExit=*) truncate -s "$(cat "$here/size")" "${argument#*=}" ;; esac
            done
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        for (String name : List.of("bin", "lib", "java/bin")) {
            Files.createDirectories(folder.resolve(name));
        }
        Files.copy(LAUNCHER, folder.resolve("bin/berth"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("lib/berth-am-core-1.jar"), "one");
        Files.writeString(folder.resolve("java/bin/java"), JAVA);
        assertThat(folder.resolve("java/bin/java").toFile().setExecutable(true)).isTrue();
        archivesHave("30M");
    }

    private void archivesHave(String size) throws IOException {
        Files.writeString(folder.resolve("java/bin/size"), size);
    }

    @Test
    void isLeftByTheFirstRunAndUsedByTheNext() throws Exception {
        assertThat(serve()).contains("-XX:ArchiveClassesAtExit=");
        Path archive = archives().get(0);
        assertThat(serve()).contains("-XX:SharedArchiveFile=" + archive).doesNotContain("ArchiveClassesAtExit");
    }

    @Test
    void ofAStartThatFailedIsMadeAnew() throws Exception {
        // given
        archivesHave("13M");
        serve();
        archivesHave("30M");

        // then
        assertThat(serve()).contains("-XX:ArchiveClassesAtExit=");
        assertThat(serve()).contains("-XX:SharedArchiveFile=");
        assertThat(archives()).hasSize(1);
    }

    @Test
    void ofOtherJarsIsNotUsedAndGone() throws Exception {
        // given
        serve();
        List<Path> old = archives();

        // when
        Files.delete(folder.resolve("lib/berth-am-core-1.jar"));
        Files.writeString(folder.resolve("lib/berth-am-core-1.jar"), "two");

        // then
        assertThat(serve()).contains("-XX:ArchiveClassesAtExit=");
        assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(old);
    }

    @Test
    void isForTheAmAlone() throws Exception {
        assertThat(berth("version")).doesNotContain("Archive");
        assertThat(archives()).isEmpty();
    }

    private String serve() throws Exception {
        return berth("serve");
    }

    private String berth(String command) throws Exception {
        ProcessBuilder berth = new ProcessBuilder(folder.resolve("bin/berth").toString(), command);
        berth.environment().put("JAVA_HOME", folder.resolve("java").toString());
        berth.environment().remove("CACHE_DIRECTORY");
        assertThat(berth.inheritIO().start().waitFor()).isZero();
        return Files.readString(folder.resolve("java/bin/asked"));
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }
}
