// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class UrnFuzz {
    @FuzzTest
    void isRefusedOrWrittenAsItWasRead(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Urn urn;
        try {
            urn = Urn.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        assertThat(urn.toString()).isEqualToIgnoringCase(text);
        assertThat(Urn.parse(urn.toString())).isEqualTo(urn).hasSameHashCodeAs(urn);
        assertThat(Urn.parse(urn.key())).isEqualTo(urn).hasSameHashCodeAs(urn);
        assertThat(Urn.authorityCovers(urn.authority(), urn.authority())).isTrue();
    }
}
