// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

class EnrollmentTokenFuzz {
    /** Also with the right check sum, which chance does not find. */
    @FuzzTest
    void isRefusedOrWrittenAsItWasRead(byte[] input) {
        check(new String(input, StandardCharsets.UTF_8));
        check(token(input));
    }

    private static void check(String text) {
        EnrollmentToken token;
        try {
            token = EnrollmentToken.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        assertThat(token.port()).isBetween(1, 65535);
        assertThat(EnrollmentToken.parse(token.format())).isEqualTo(token);
    }

    private static String token(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        byte[] whole = ByteBuffer.wrap(Arrays.copyOf(content, content.length + 4))
                .putInt(content.length, (int) sum.getValue())
                .array();
        return "berth1-" + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }
}
