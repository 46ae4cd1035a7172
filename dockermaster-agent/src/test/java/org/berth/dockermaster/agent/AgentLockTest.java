// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentLockTest {
    @TempDir
    private Path directory;

    @Test
    void secondAgentOfAStateDirectoryIsRefusedUntilTheFirstHasEnded() throws IOException {
        // given
        AgentLock first = AgentLock.take(directory);
        // when
        assertThatThrownBy(() -> AgentLock.take(directory))
                // then
                .isInstanceOf(IOException.class)
                .hasMessage("another agent runs with the state directory " + directory
                        + ": stop it, or give this one another directory in [state]");
        first.close();
        AgentLock.take(directory).close();
    }

    @Test
    void holderIsKnownByWhatItSaidLast() throws IOException {
        try (AgentLock lock = AgentLock.take(directory)) {
            // when
            lock.say("waiting for something that takes long");
            lock.say("listening");
            // then
            assertThat(AgentLock.holder(directory)).contains("listening");
        }
        assertThat(AgentLock.holder(directory)).isEmpty();
    }

    @Test
    void directoryWithoutAnAgentEverHasNoHolder() throws IOException {
        assertThat(AgentLock.holder(directory.resolve("none"))).isEmpty();
    }

    @Test
    void stateDirectoryIsMadeForItsOwnerAlone() throws IOException {
        // when
        AgentLock.take(directory.resolve("a/state")).close();
        // then
        assertThat(Files.getPosixFilePermissions(directory.resolve("a/state")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
}
