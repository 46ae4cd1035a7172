// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.berth.dockermaster.DockerMasterException;
import org.junit.jupiter.api.Test;

class ExternalProgramTest {
    @Test
    void outputArrivesLineByLineBeforeTheCallReturns() {
        // given
        List<String> lines = new CopyOnWriteArrayList<>();

        // when
        ExternalProgram.run(
                List.of("sh", "-c", "echo one; echo $WORD >&2"),
                Map.of("WORD", "two"),
                Duration.ofMinutes(1),
                lines::add);

        // then
        assertThat(lines).containsExactly("one", "two");
    }

    @Test
    void failureCarriesTheStatusAndTheLastOutput() {
        // when / then
        assertThatThrownBy(() -> ExternalProgram.run(
                        List.of("sh", "-c", "echo no mirror today; exit 7"),
                        Map.of(),
                        Duration.ofMinutes(1),
                        line -> {}))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("sh ended with status 7")
                .hasMessageContaining("no mirror today");
    }

    @Test
    void programThatHangsIsEnded() {
        // when / then
        assertThatThrownBy(() ->
                        ExternalProgram.run(List.of("sleep", "1000"), Map.of(), Duration.ofMillis(50), line -> {}))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("sleep is not done");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void absentProgramIsNamed() {
        // when / then
        assertThatThrownBy(() ->
                        ExternalProgram.run(List.of("no-such-program"), Map.of(), Duration.ofMinutes(1), line -> {}))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("no-such-program");
    }
}
