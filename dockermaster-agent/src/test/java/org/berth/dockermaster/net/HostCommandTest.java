// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.berth.base.Subprocess;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class HostCommandTest {
    @Test
    void programThatHangsIsUnreachableAndKilled() {
        // when
        assertThatThrownBy(() -> HostCommand.run("waiting", List.of("sleep", "97531"), "", Duration.ofSeconds(1)))
                // then
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessage("waiting: sleep did not end within 1 s");
        await().until(() -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("97531")));
    }

    @Test
    void inputExitCodeAndLongOutputAreThoseOfTheProgram() throws IOException {
        // when
        Subprocess.Result ended = HostCommand.run(
                "counting", List.of("sh", "-c", "cat; head -c 200000 /dev/zero; exit 3"), "in", Duration.ofSeconds(50));

        // then
        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.output()).startsWith("in").hasSize(200_002);
    }

    @Test
    void rulesOfAHostMayBeManyMegabytes() throws IOException {
        Subprocess.Result ended =
                HostCommand.run("listing", List.of("head", "-c", "20000000", "/dev/zero"), "", Duration.ofMinutes(2));

        assertThat(ended.output()).hasSize(20_000_000);
    }
}
