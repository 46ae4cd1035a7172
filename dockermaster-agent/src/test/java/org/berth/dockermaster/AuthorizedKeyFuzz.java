// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.berth.dockermaster.testing.PublicKeySamples;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizedKeyFuzz {
    private static final List<String> TYPES = Stream.concat(
                    PublicKeySamples.GOOD.stream(),
                    Stream.of("sk-ssh-ed25519@openssh.com ", "sk-ecdsa-sha2-nistp256@openssh.com "))
            .map(key -> key.substring(0, key.indexOf(' ') + 1))
            .distinct()
            .toList();

    static Stream<byte[]> keys() {
        return Stream.concat(PublicKeySamples.GOOD.stream(), Stream.of("# a\n\n" + PublicKeySamples.ED25519 + "\tjoe"))
                .flatMap(key -> Stream.of(
                        key.getBytes(StandardCharsets.UTF_8),
                        Base64.getMimeDecoder().decode(key.replaceFirst("(?s).* ", ""))));
    }

    /** The input is lines of keys, and the bytes of one key, which chance would not write in base64. */
    @MethodSource("keys")
    @FuzzTest
    void isRefusedOrLinesThatAreReadAsTheyWereWritten(byte[] input) {
        check(new String(input, StandardCharsets.UTF_8));
        TYPES.forEach(type -> check(type + Base64.getEncoder().encodeToString(input)));
    }

    private static void check(String text) {
        List<AuthorizedKey> keys;
        try {
            keys = AuthorizedKey.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches("[ -~]+");
            return;
        }
        for (AuthorizedKey key : keys) {
            assertThat(key.line()).doesNotContain("\n", "\r").startsWith(key.type() + " " + key.base64());
            assertThat(AuthorizedKey.parse(key.line())).containsExactly(key);
        }
    }
}
