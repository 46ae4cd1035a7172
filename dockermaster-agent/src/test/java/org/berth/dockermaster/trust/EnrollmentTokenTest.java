// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EnrollmentTokenTest {
    private static final String NOT_WHOLE =
            "this token is not whole: a part is missing or mistyped; copy all of it again, it is one word";

    private final EnrollmentToken token =
            new EnrollmentToken("[2001:db8::1]", 11998, "a7".repeat(32), "5c".repeat(16), "beta-1.rack");
    private final String text = token.format();

    @Test
    void tokenIsOneWordThatSaysAll() {
        assertThat(text).matches("berth1-[A-Za-z0-9_-]+");
        assertThat(EnrollmentToken.parse(" " + text + "\n")).isEqualTo(token);
    }

    @Test
    void truncatedTokenIsToldSo() {
        for (int length = "berth1-".length(); length < text.length(); length++) {
            String part = text.substring(0, length);
            assertThatThrownBy(() -> EnrollmentToken.parse(part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(NOT_WHOLE);
        }
    }

    @Test
    void mistypedTokenIsToldSo() {
        for (int at = "berth1-".length(); at < text.length() - 1; at++) {
            char other = text.charAt(at) == 'x' ? 'y' : 'x';
            String mistyped = text.substring(0, at) + other + text.substring(at + 1);
            assertThatThrownBy(() -> EnrollmentToken.parse(mistyped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(NOT_WHOLE);
        }
    }

    @Test
    void otherTextIsNoToken() {
        assertThatThrownBy(() -> EnrollmentToken.parse("secret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one begins with berth1-")
                .message()
                .doesNotContain("secret");
        assertThatThrownBy(() -> EnrollmentToken.parse("berth1-" + "A".repeat(1 << 20)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(NOT_WHOLE);
        assertThatThrownBy(() -> EnrollmentToken.parse("berth1-äöü"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(NOT_WHOLE);
    }

    @Test
    void tokenOfALaterVersionTellsToUpgrade() {
        assertThatThrownBy(() -> EnrollmentToken.parse("berth2-AAAA"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("of another version of Berth");
    }

    @Test
    void portBeyondTheLastIsNoToken() {
        String wrong = new EnrollmentToken("am", 70000, token.authority(), token.secret(), "beta").format();
        assertThatThrownBy(() -> EnrollmentToken.parse(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(NOT_WHOLE);
    }

    @Test
    void secretIsNotInLogs() {
        assertThat(token.toString()).isEqualTo("EnrollmentToken[beta-1.rack at [2001:db8::1]:11998]");
    }
}
