// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.dockermaster.config.ConfigException;
import org.berth.dockermaster.config.Machine;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

class AmConfigFuzz {
    @TempDir
    private Path directory;

    static Stream<byte[]> written() throws IOException {
        return Stream.of(
                Files.readAllBytes(Path.of("src/deb/berth.conf")),
                Files.readAllBytes(Path.of("src/test/resources/docker-am/docker_am_config")),
                Files.readAllBytes(Path.of("src/test/resources/docker-am/gcf_config")));
    }

    @MethodSource("written")
    @FuzzTest
    void isReadOrRefusedWithFileAndLine(byte[] input) throws IOException {
        Path file = Files.write(directory.resolve("berth.conf"), input);
        Machine machine = new ConfigFixture(directory).machine();
        try {
            AmConfig config = AmConfig.load(List.of(file), machine);
            assertThat(config.aggregateManager().port()).isBetween(0, 65535);
            assertThat(config.sliverTypes()).isNotEmpty();
            assertThat(AmConfig.load(List.of(file), machine)).isEqualTo(config);
        } catch (ConfigException e) {
            Pattern problem = Pattern.compile(Pattern.quote(file.toString()) + "(:[1-9][0-9]*)?: .+", Pattern.DOTALL);
            assertThat(e.problems()).isNotEmpty().allMatch(problem.asMatchPredicate());
        }
    }
}
