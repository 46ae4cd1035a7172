// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.berth.base.LockFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLockTest {
    @TempDir
    private Path directory;

    @Test
    void stateDirectoryIsOneAgents() throws IOException {
        // given
        LockFile first = Agent.lock(directory);
        // when
        assertThatThrownBy(() -> Agent.lock(directory))
                // then
                .isInstanceOf(IOException.class)
                .hasMessage("another agent runs with the state directory " + directory
                        + ": stop it, or give this one another directory in [state]");
        first.close();
        Agent.lock(directory).close();
        assertThat(LockFile.holder(Agent.lockIn(directory))).isEmpty();
    }

    @Test
    void stateDirectoryThatCannotBeMadeIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> Agent.lock(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the state directory " + file + " cannot be used: ");
    }
}
