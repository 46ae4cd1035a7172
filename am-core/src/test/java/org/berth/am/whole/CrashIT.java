// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.JavaPrograms;
import org.berth.dockermaster.testing.MachineEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The AM dies after each commit of an operation, is started again, and ends where it would have ended. */
@Tag("docker")
class CrashIT {
    private static final int MORE_THAN_ANY_OPERATION_COMMITS = 40;

    @TempDir
    Path directory;

    @AfterEach
    void removeWhatIsLeft() {
        MachineEngine.tell(
                MachineEngine.dockerHost(),
                docker -> docker.listContainersCmd().withShowAll(true).exec().stream()
                        .filter(container -> container
                                .getLabels()
                                .getOrDefault("org.berth.am", "")
                                .contains("crash.example.org"))
                        .forEach(container -> docker.removeContainerCmd(container.getId())
                                .withForce(true)
                                .exec()));
    }

    @ParameterizedTest
    @EnumSource(DyingAm.Operation.class)
    void deathAtAnyCommitLosesAndLeavesNothing(DyingAm.Operation operation) {
        String before = "none";
        int deaths = 0;
        for (int commits = 1; commits < MORE_THAN_ANY_OPERATION_COMMITS; commits++) {
            // when
            Commands.Ended run = Commands.run(JavaPrograms.command(
                    List.of(),
                    DyingAm.class,
                    List.of(
                            directory.toString(),
                            MachineEngine.dockerHost(),
                            before,
                            operation.name(),
                            Integer.toString(commits))));

            // then
            assertThat(run.exitCode())
                    .as("death %s of %s: %s", commits, operation, run.output())
                    .isIn(0, DyingStore.DEATH);
            if (run.exitCode() == 0) {
                break;
            }
            before = operation.name();
            deaths++;
        }
        assertThat(deaths).as("commits of %s", operation).isBetween(2, MORE_THAN_ANY_OPERATION_COMMITS - 2);
    }
}
