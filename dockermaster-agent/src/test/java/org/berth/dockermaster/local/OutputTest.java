// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    @ParameterizedTest
    @ValueSource(strings = {"x", "x\u00e9", "x\u20ac", "x\ud83d\ude00"})
    void characterThatIsCutWaitsForItsRest(String text) {
        byte[] all = text.getBytes(UTF_8);

        assertThat(Output.wholeCharacters(all)).isEqualTo(all.length);
        for (int length = 1; length < all.length; length++) {
            assertThat(Output.wholeCharacters(Arrays.copyOf(all, length))).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoTextWaitsForNothing() {
        assertThat(Output.wholeCharacters(new byte[0])).isZero();
        assertThat(Output.wholeCharacters(new byte[] {-128, -128, -128, -128})).isEqualTo(4);
        assertThat(Output.wholeCharacters(new byte[] {-61, 'x'})).isEqualTo(2);
    }
}
