// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutionsTest {
    @ParameterizedTest
    @CsvSource({"0,0", "7,7", "255,255", "' 1\n',1"})
    void statusOfAShellIsTheExitCode(String status, int exitCode) {
        assertThat(Executions.exitCode(status.getBytes(UTF_8))).isEqualTo(exitCode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "256", "2147483647", "2147483648", "-2147483648", "no number", "1 2", "\u0000"})
    void statusThatNoShellWritesIsNoExitCode(String status) {
        assertThat(Executions.exitCode(status.getBytes(UTF_8))).isEqualTo(-1);
    }
}
