// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.dockermaster.testing.PublicKeySamples.DSA;
import static org.berth.dockermaster.testing.PublicKeySamples.ECDSA_256;
import static org.berth.dockermaster.testing.PublicKeySamples.ECDSA_384;
import static org.berth.dockermaster.testing.PublicKeySamples.ED25519;
import static org.berth.dockermaster.testing.PublicKeySamples.RSA;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizedKeyTest {
    @ParameterizedTest
    @FieldSource("org.berth.dockermaster.testing.PublicKeySamples#GOOD")
    void keyOfSshKeygenIsWrittenAsItWasRead(String key) {
        assertThat(lines(key)).containsExactly(key);
        assertThat(lines(" " + key.replace(" ", " \t ") + "  Joe's key, the \u00e9tage \"$(reboot)\"\r\n"))
                .containsExactly(key + " Joe's key, the \u00e9tage \"$(reboot)\"");
    }

    @ParameterizedTest
    @FieldSource("org.berth.dockermaster.testing.PublicKeySamples#GOOD")
    void keyThatWasCutAnywhereIsRefused(String key) {
        String type = key.substring(0, key.indexOf(' ') + 1);
        byte[] blob = blob(key);
        for (int length = 0; length < blob.length; length++) {
            String cut = type + Base64.getEncoder().encodeToString(Arrays.copyOf(blob, length));
            assertThatThrownBy(() -> AuthorizedKey.parse(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        String longer = type + Base64.getEncoder().encodeToString(Arrays.copyOf(blob, blob.length + 1));
        assertThatThrownBy(() -> AuthorizedKey.parse(longer)).hasMessageContaining("not a whole key");
    }

    @Test
    void keysOnSeveralLinesAreSeveralKeysAndTheRestIsSkipped() {
        assertThat(lines("# mine\n\n" + ED25519 + " a\r\n  \t\n" + RSA + "\n#" + ECDSA_256))
                .containsExactly(ED25519 + " a", RSA);
        assertThat(lines("")).isEmpty();
        assertThat(lines(" \n# nothing")).isEmpty();
    }

    @Test
    void keysOfHardwareAreTaken() {
        // given
        byte[] point = Arrays.copyOfRange(blob(ECDSA_256), 39, 104);
        String ed25519 = line("sk-ssh-ed25519@openssh.com", new byte[32], bytes("ssh:"));
        String ecdsa = line("sk-ecdsa-sha2-nistp256@openssh.com", bytes("nistp256"), point, bytes("ssh:"));

        // then
        assertThat(lines(ed25519 + "\n" + ecdsa)).containsExactly(ed25519, ecdsa);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(DSA, "it is a DSA key"),
                Arguments.of("command=\"reboot\" " + ED25519, "it begins with options"),
                Arguments.of("no-pty,from=\"10.0.0.1\"\t" + RSA + " joe", "it begins with options"),
                Arguments.of("ssh-ed25519-cert-v01@openssh.com AAAA", "it is a certificate"),
                Arguments.of("ssh-ed25519", "there is no key after its type"),
                Arguments.of(ED25519.replace("ssh-ed25519", "ssh-rsa"), "not a whole key of that type"),
                Arguments.of(ECDSA_384.replace("nistp384", "nistp256"), "not a whole key of that type"),
                Arguments.of("ssh-ed25519 /////3NzaC1lZDI1NTE5", "not a whole key of that type"),
                Arguments.of("ssh-rsa not*base64", "is not base64"),
                Arguments.of(line("ssh-rsa", new byte[] {3}, new byte[] {0, (byte) 0x80, 1}), "RSA key of 16 bits"),
                Arguments.of(line("ssh-rsa", new byte[] {3}, bytes("x".repeat(2050))), "not a whole key"),
                Arguments.of(line("ssh-rsa", new byte[] {-3}, bytes("x".repeat(256))), "not a whole key"),
                Arguments.of(line("ssh-rsa", new byte[0], bytes("x".repeat(256))), "not a whole key"),
                Arguments.of(ED25519 + " a\0b", "control character"),
                Arguments.of(ED25519 + " " + "x".repeat(17_000), "at most 16384 are taken"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatSshdWouldNotTakeIsRefusedWithTheReason(String key, String reason) {
        assertThatThrownBy(() -> AuthorizedKey.parse(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
        assertThatThrownBy(() -> AuthorizedKey.parse(ED25519 + "\n\n" + key))
                .hasMessageContaining("line 3: ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(reboot)", "-----BEGIN RSA PRIVATE KEY-----", "ssh-foo AAAA", "SSH-RSA AAAA"})
    void whatIsNoKeyIsRefused(String text) {
        assertThatThrownBy(() -> AuthorizedKey.parse(text)).hasMessageContaining("does not begin with a key type");
    }

    private static List<String> lines(String text) {
        return AuthorizedKey.parse(text).stream().map(AuthorizedKey::line).toList();
    }

    /** A key of these parts, as it is written. */
    private static String line(String type, byte[]... parts) {
        ByteBuffer blob = ByteBuffer.allocate(4096);
        byte[] name = bytes(type);
        blob.putInt(name.length).put(name);
        for (byte[] part : parts) {
            blob.putInt(part.length).put(part);
        }
        return type + " " + Base64.getEncoder().encodeToString(Arrays.copyOf(blob.array(), blob.position()));
    }

    private static byte[] blob(String key) {
        return Base64.getDecoder().decode(key.substring(key.indexOf(' ') + 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
