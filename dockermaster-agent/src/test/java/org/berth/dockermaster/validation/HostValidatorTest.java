// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.berth.dockermaster.ExecuteResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostValidatorTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 255})
    void exitCodesOfShellsAndOfEndedContainersAreTakenAsTheyAre(int exitCode) {
        ExecuteResult result = new ExecuteResult(exitCode, "tail");

        assertThat(HostValidator.result(result)).isEqualTo(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -2, 256, Integer.MAX_VALUE})
    void otherExitCodesMeanThatTheContainerEnded(int exitCode) {
        assertThat(HostValidator.result(new ExecuteResult(exitCode, "tail"))).isEqualTo(new ExecuteResult(-1, "tail"));
    }

    @Test
    void theEndOfALongOutputIsKept() {
        String output = "first" + "x".repeat(4 * 1024 - 4) + "last";

        ExecuteResult result = HostValidator.result(new ExecuteResult(256, output));

        assertThat(result.exitCode()).isEqualTo(-1);
        assertThat(result.outputTail()).hasSize(4 * 1024).endsWith("last");
    }
}
