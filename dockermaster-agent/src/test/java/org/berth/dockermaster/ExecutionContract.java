// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} does with the commands of {@code services/execute}. */
abstract class ExecutionContract extends ContractFixture {

    @Test
    void commandRunsAsRootAndLeavesItsTracesWhereDockerAmsUsersLook() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command = new ExecuteCommand(3, "bash", "id -un; echo \"it's $0\" >&2; [[ a == a ]] && exit 7");

        // when
        ExecuteResult result = host.execute(made.sliver(), 1, command, IGNORED);

        // then
        assertThat(result).isEqualTo(new ExecuteResult(7, "root\nit's /var/log/berth/startup-3.sh\n"));
        assertThat(onHost(made, "cat /tmp/startup-3.txt /tmp/startup-3.status")).isEqualTo(result.outputTail() + "7");
    }

    @Test
    void commandThatRanIsNotRunAgainInItsGeneration() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command = new ExecuteCommand(0, "sh", "echo x >> /root/count; cat /root/count");
        ExecuteResult first = host.execute(made.sliver(), 1, command, IGNORED);

        // when
        ExecuteResult second = host.execute(made.sliver(), 1, command, IGNORED);

        // then
        assertThat(second).isEqualTo(first).isEqualTo(new ExecuteResult(0, "x\n"));
        SliverSpec reloaded = made(generation(made, 2));
        assertThat(host.execute(reloaded.sliver(), 2, command, IGNORED)).isEqualTo(first);
        assertThatThrownBy(() -> host.execute(reloaded.sliver(), 1, command, IGNORED))
                .hasMessageContaining("generation 1 was replaced by 2");
    }

    @Test
    void onlyTheEndOfLongOutputIsTold() {
        // given
        SliverSpec made = made(newSliver());

        // when
        ExecuteResult result =
                host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", "seq 1 1000000; echo end"), IGNORED);

        // then
        assertThat(result.outputTail()).hasSize(4096).endsWith("1000000\nend\n");
        assertThat(onHost(made, "wc -l < /tmp/startup-0.txt")).isEqualTo("1000001");
    }

    @Test
    void runningCommandIsNeitherStoppedNorRepeatedWhenTheHostIsReopened() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command = new ExecuteCommand(
                0, "sh", "echo x >> /root/count; until [ -e /tmp/go ]; do sleep 0.2; done; cat /root/count");
        CompletableFuture<ExecuteResult> first =
                CompletableFuture.supplyAsync(() -> host.execute(made.sliver(), 1, command, IGNORED));
        await().until(() -> onHost(made, "sudo ls /root").contains("count"));
        reopen();
        assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);
        CompletableFuture<ExecuteResult> second =
                CompletableFuture.supplyAsync(() -> host.execute(made.sliver(), 1, command, IGNORED));

        // when
        onHost(made, "touch /tmp/go");

        // then
        assertThat(second).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(new ExecuteResult(0, "x\n"));
    }

    @Test
    void commandWhoseContainerStopsEndsWithMinusOneAndHindersNothing() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command = new ExecuteCommand(0, "sh", "touch /tmp/runs; sleep 1000");
        CompletableFuture<ExecuteResult> execution =
                CompletableFuture.supplyAsync(() -> host.execute(made.sliver(), 1, command, IGNORED));
        await().until(() -> onHost(made, "ls /tmp").contains("runs"));

        // when
        host.restart(made.sliver(), 1, 1);

        // then
        assertThat(execution.join().exitCode()).isEqualTo(-1);
        assertThat(host.execute(made.sliver(), 1, command, IGNORED).exitCode()).isEqualTo(-1);
    }

    @Test
    void commandWaitsForAContainerThatDoesNotRun() {
        // given
        SliverSpec made = made(newSliver());
        host.stop(made.sliver(), 1);

        ExecuteCommand command = new ExecuteCommand(0, "sh", "true");

        // then
        assertThatThrownBy(() -> host.execute(made.sliver(), 1, command, IGNORED))
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE))
                .hasMessageContaining("does not run now");
        host.start(made.sliver(), 1);
        assertThat(host.execute(made.sliver(), 1, command, IGNORED).exitCode()).isZero();
    }

    @Test
    void shellThatIsNoneIsRefusedAndOneThatIsMissingTellsSo() {
        // given
        SliverSpec made = made(newSliver());

        // when
        ExecuteResult missing = host.execute(made.sliver(), 1, new ExecuteCommand(0, "/bin/zsh", "true"), IGNORED);

        // then
        assertThat(missing.exitCode()).isEqualTo(127);
        assertThat(missing.outputTail()).contains("/bin/zsh");
        assertThatThrownBy(() -> host.execute(made.sliver(), 1, new ExecuteCommand(1, "sh -c reboot", "true"), IGNORED))
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                .hasMessage("shell 'sh -c reboot' is not sh, bash or the absolute path of one");
    }

    @Test
    void outputIsToldAsItComes() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command =
                new ExecuteCommand(0, "sh", "echo one; until [ -e /tmp/go ]; do sleep 0.2; done; echo 'two \u20ac'");
        List<String> told = new CopyOnWriteArrayList<>();
        CompletableFuture<ExecuteResult> first =
                CompletableFuture.supplyAsync(() -> host.execute(made.sliver(), 1, command, text -> keep(told, text)));
        await().until(() -> told.equals(List.of("one\n")));
        List<String> toldLater = new CopyOnWriteArrayList<>();
        CompletableFuture<ExecuteResult> second = CompletableFuture.supplyAsync(
                () -> host.execute(made.sliver(), 1, command, text -> keep(toldLater, text)));

        // when
        onHost(made, "touch /tmp/go");

        // then
        assertThat(first).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(new ExecuteResult(0, "one\ntwo \u20ac\n"));
        assertThat(second).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(first.join());
        assertThat(String.join("", told)).isEqualTo("one\ntwo \u20ac\n");
        assertThat(String.join("", toldLater)).doesNotContain("one");
        List<String> toldAfterwards = new CopyOnWriteArrayList<>();
        assertThat(host.execute(made.sliver(), 1, command, text -> keep(toldAfterwards, text)))
                .isEqualTo(first.join());
        assertThat(toldAfterwards).isEmpty();
    }

    @Test
    void outputThatNobodyWantsIsNotRead() {
        // given
        SliverSpec made = made(newSliver());
        List<String> told = new CopyOnWriteArrayList<>();
        CommandOutput nobody = new CommandOutput() {
            @Override
            public void accept(String text) {
                keep(told, text);
            }

            @Override
            public boolean isWanted() {
                return false;
            }
        };

        // when
        ExecuteResult result = host.execute(
                made.sliver(), 1, new ExecuteCommand(0, "sh", "echo one; sleep 2; echo two; exit 3"), nobody);

        // then
        assertThat(result).isEqualTo(new ExecuteResult(3, "one\ntwo\n"));
        assertThat(told).isEmpty();
    }

    @Test
    void outputThatComesTooFastIsToldInPart() {
        // given
        SliverSpec made = made(newSliver());
        List<String> told = new CopyOnWriteArrayList<>();
        String fast = "head -c 8000000 /dev/zero | tr '\\0' x; echo; echo end";

        // when
        host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", fast), told::add);

        // then
        assertThat(told).allSatisfy(part -> assertThat(part.length()).isLessThanOrEqualTo(64 * 1024));
        assertThat(String.join("", told))
                .endsWith("x\nend\n")
                .hasSizeLessThan(8_000_000)
                .contains("left out here");
    }

    @Test
    void outputThatCannotBeReadEndsNothing() {
        // given
        SliverSpec made = made(newSliver());
        String hiding =
                "cd /var/log/berth; rm startup-0.txt; mkdir startup-0.txt; mkdir startup-0.tail; sleep 1; exit 3";

        // when
        ExecuteResult result = host.execute(made.sliver(), 1, new ExecuteCommand(0, "sh", hiding), IGNORED);

        // then
        assertThat(result).isEqualTo(new ExecuteResult(3, ""));
    }

    @Test
    void takerThatFailsEndsTheCallAndNotTheCommand() {
        // given
        SliverSpec made = made(newSliver());
        ExecuteCommand command = new ExecuteCommand(0, "sh", "echo one; sleep 2; echo two");

        // when
        assertThatThrownBy(() -> host.execute(made.sliver(), 1, command, output -> {
                    throw new IllegalStateException("no more");
                }))
                .isInstanceOf(RuntimeException.class);

        // then
        assertThat(host.execute(made.sliver(), 1, command, IGNORED)).isEqualTo(new ExecuteResult(0, "one\ntwo\n"));
    }

    private static void keep(List<String> told, String text) {
        if (!text.isEmpty()) {
            told.add(text);
        }
    }
}
