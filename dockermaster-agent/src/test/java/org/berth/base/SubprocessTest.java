// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class SubprocessTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofMillis(300);

    @Test
    void inputExitCodeAndOutputAreThoseOfTheProgram() throws Exception {
        Subprocess.Result result = shell("cat; echo $WORD >&2; exit 3")
                .input("caf\u00e9 $HOME\n")
                .environment(Map.of("WORD", "two"))
                .run(PATIENCE);

        assertThat(result).isEqualTo(new Subprocess.Result(3, "caf\u00e9 $HOME\ntwo\n"));
    }

    @Test
    void inputIsEmptyWhereNoneIsGivenAndErrorsCanBeLeftOut() throws Exception {
        assertThat(shell("cat; echo one; echo two >&2").withoutErrors().run(PATIENCE))
                .isEqualTo(new Subprocess.Result(0, "one\n"));
    }

    @Test
    void linesArriveBeforeTheCallReturns() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        Subprocess.Result result =
                shell("echo one; echo two >&2; printf three").lines(lines::add).run(PATIENCE);

        assertThat(lines).containsExactly("one", "two", "three");
        assertThat(result.output()).isEmpty();
    }

    @Test
    void programThatDoesNotReadItsInputKeepsNobody() throws Exception {
        String much = "x".repeat(10_000_000);

        assertThat(shell("exit 4").input(much).run(PATIENCE).exitCode()).isEqualTo(4);
        assertThatThrownBy(() -> shell("exec sleep 97532").input(much).run(SOON))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void programThatHangsIsKilledWithWhatItStarted() {
        assertThatThrownBy(() -> shell("sleep 97533 & sleep 97533; true").run(Duration.ofSeconds(1)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("sh did not end within 1 s");

        await().until(() -> ProcessHandle.allProcesses()
                .noneMatch(any -> any.info().commandLine().orElse("").endsWith("sleep 97533")));
    }

    @Test
    void programMayCleanUpAtItsDeadline(@TempDir Path folder) throws Exception {
        Path cleaned = folder.resolve("cleaned");

        assertThatThrownBy(() -> shell("trap 'touch " + cleaned + "; exit' TERM; echo; while :; do sleep 0.1; done")
                        .timeToCleanUp(PATIENCE)
                        .run(Duration.ofSeconds(5)))
                .isInstanceOf(TimeoutException.class);

        assertThat(Files.exists(cleaned)).isTrue();
    }

    @Test
    void programThatHearsNoWarningIsKilledAnyhow() {
        assertThatThrownBy(() -> shell("trap '' TERM; while :; do sleep 97534; done")
                        .timeToCleanUp(SOON)
                        .run(SOON))
                .isInstanceOf(TimeoutException.class);

        await().until(() -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("97534")));
    }

    @Test
    void programThatWritesWithoutEndIsKilled() {
        assertThatThrownBy(
                        () -> new Subprocess(List.of("yes")).maxOutput(100_000).run(PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessage("yes wrote more than 100000 bytes");
    }

    @Test
    void whatItStartedIsKilledWithAProgramThatWritesWithoutEnd() {
        assertThatThrownBy(() -> shell("sleep 97536 & while :; do echo yes; done")
                        .maxOutput(100_000)
                        .run(PATIENCE))
                .isInstanceOf(IOException.class);

        await().until(() -> ProcessHandle.allProcesses()
                .noneMatch(any -> any.info().commandLine().orElse("").endsWith("sleep 97536")));
    }

    @Test
    void lineWithoutEndIsTooMuch() {
        assertThatThrownBy(() -> new Subprocess(List.of("cat", "/dev/zero"))
                        .maxOutput(100_000)
                        .lines(line -> {})
                        .run(Duration.ofSeconds(20)))
                .isInstanceOf(IOException.class)
                .hasMessage("cat wrote a line of more than 100000 bytes");
    }

    @Test
    void linesEndWithAnyLineEndAndAreManyWithoutBeingTooMuch() throws Exception {
        List<String> lines = new CopyOnWriteArrayList<>();

        shell("printf 'one\\rtwo\\r\\n\\ncaf\\303\\251\\n'; printf four")
                .maxOutput(5)
                .lines(lines::add)
                .run(PATIENCE);

        assertThat(lines).containsExactly("one", "two", "", "caf\u00e9", "four");
    }

    @Test
    void whatAProgramLeavesBehindIsNotWaitedFor() throws Exception {
        Subprocess.Result result = shell("sleep 30 & echo done").run(PATIENCE);

        assertThat(result).isEqualTo(new Subprocess.Result(0, "done\n"));
    }

    @Test
    void interruptionKillsTheProgram() throws Exception {
        Thread.currentThread().interrupt();

        assertThatThrownBy(
                        () -> shell("exec sleep 97535").timeToCleanUp(PATIENCE).run(PATIENCE))
                .isInstanceOf(InterruptedException.class);
        await().until(() -> ProcessHandle.current()
                .children()
                .noneMatch(child -> child.info().commandLine().orElse("").contains("97535")));
    }

    @Test
    void absentProgramIsNamed() {
        assertThatThrownBy(() -> new Subprocess(List.of("no-such-program")).run(PATIENCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no-such-program");
    }

    private static Subprocess shell(String script) {
        return new Subprocess(List.of("sh", "-c", script));
    }
}
