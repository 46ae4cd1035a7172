// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.berth.dockermaster.testing.JavaPrograms;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalProgramIT {
    @TempDir
    private Path folder;

    /** Runs a program that mounts, and starts another; both go on until they are ended. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) {
            String script = "mount -t tmpfs tmpfs \"$0\"; (while :; do date >\"$1\"; sleep 0.1; done) & wait";
            ExternalProgram.runAlone(
                    List.of("sh", "-c", script, arguments[0], arguments[1]),
                    Map.of(),
                    Duration.ofMinutes(10),
                    line -> {});
        }
    }

    @Test
    void whatAProgramStartedAndMountedIsGoneWhenThisProcessIsKilled() throws Exception {
        Assumptions.assumeTrue(Host.isRoot() || "true".equals(System.getenv("CI")), "this test needs root");
        // given
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path written = folder.resolve("written");
        Process java = new ProcessBuilder(
                        JavaPrograms.command(List.of(), Victim.class, List.of(mounted.toString(), written.toString())))
                .inheritIO()
                .start();
        await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(written));
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(mounted.toString());
        // when
        java.destroyForcibly().onExit().join();
        // then
        await().atMost(Duration.ofMinutes(1)).until(() -> isWrittenNoMore(written));
        Files.delete(mounted);
    }

    private static boolean isWrittenNoMore(Path file) throws IOException {
        Files.deleteIfExists(file);
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        return !Files.exists(file);
    }
}
