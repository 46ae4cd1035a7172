package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.berth.dockermaster.DockerMasterException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicKeysTest {
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxKcipirZ5qwt64QmOxbiA7DpjvBOPjflbGxwgeBw8F";

    @ParameterizedTest
    @ValueSource(
            strings = {KEY, KEY + " alice", KEY + " Alice's key \u00e9 \"$(reboot)\"", KEY + "\n", " " + KEY + "\r\n"})
    void plainKeyIsOneLine(String key) {
        assertThat(PublicKeys.line("alice", key)).isEqualTo(key.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-ed25519",
                "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIBxKcipirZ5qwt64QmOxbiA7DpjvBOPjflbGxwgeBw8F",
                "ssh-ed25519 AAAA",
                "ssh-ed25519 /////3NzaC1lZDI1NTE5AAAAIBxKcipirZ5qwt64QmOxbiA7DpjvBOPjflbGxwgeBw8F",
                KEY + "\n" + KEY,
                KEY + " a\rb",
                KEY + " a\0b",
                "command=\"reboot\" " + KEY,
                "-----BEGIN RSA PRIVATE KEY-----"
            })
    void anythingElseIsRefusedAndTold(String key) {
        assertThatThrownBy(() -> PublicKeys.line("alice", key))
                .isInstanceOf(DockerMasterException.class)
                .hasMessageContaining("the key of 'alice' that begins with '")
                .hasMessageContaining("is not one line of type, base64 and comment");
    }

    @Test
    void keyOfMoreThan16KibIsRefused() {
        assertThatThrownBy(() -> PublicKeys.line("alice", KEY + " " + "x".repeat(17_000)))
                .isInstanceOf(DockerMasterException.class)
                .message()
                .hasSizeLessThan(300);
    }
}
