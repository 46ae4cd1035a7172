// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class AgentConfigFuzz {
    @TempDir
    private Path directory;

    static Stream<byte[]> written() throws IOException {
        return Stream.of(Files.readAllBytes(Path.of("src/deb/agent.conf")));
    }

    @MethodSource("written")
    @FuzzTest
    void isReadOrRefusedWithFileAndLine(byte[] input) throws IOException {
        Path file = Files.write(directory.resolve("agent.conf"), input);
        Machine machine = new Machine(directory, Path.of("/home/admin"), Optional.empty(), "machine.example.org");
        try {
            AgentConfig config = AgentConfig.load(List.of(file), machine);
            assertThat(config.port()).isBetween(0, 65535);
            assertThat(config.stateDirectory()).isAbsolute();
            assertThat(AgentConfig.load(List.of(file), machine)).isEqualTo(config);
        } catch (ConfigException e) {
            Pattern problem = Pattern.compile(Pattern.quote(file.toString()) + "(:[1-9][0-9]*)?: .+", Pattern.DOTALL);
            assertThat(e.problems()).isNotEmpty().allMatch(problem.asMatchPredicate());
        }
    }
}
