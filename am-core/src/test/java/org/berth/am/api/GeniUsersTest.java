package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.slice.User;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeniUsersTest {
    private static final String JOE = "urn:publicid:IDN+example.org+user+joe";
    private static final String KEY = "ssh-ed25519 " + blob("ssh-ed25519");

    @Test
    void readsUsersWithTheirKeys() {
        // given
        String rsa = "ssh-rsa " + blob("ssh-rsa") + " joe@home, the \u00e9tage";

        // when
        List<User> users = decode(
                Map.of("urn", JOE, "keys", new Object[] {KEY + "\n", rsa}, "more", 1),
                Map.of("urn", "urn:publicid:IDN+example.org+user+ann"));

        // then
        assertThat(users)
                .containsExactly(
                        new User(Urn.parse(JOE), List.of(KEY, rsa)),
                        new User(Urn.parse("urn:publicid:IDN+example.org+user+ann"), List.of()));
    }

    @Test
    void aUserWhoIsListedTwiceHasAllHisKeysOnce() {
        // given
        String second = "ssh-rsa " + blob("ssh-rsa");

        // when
        List<User> users = decode(
                Map.of("urn", JOE, "keys", new Object[] {KEY}),
                Map.of(
                        "urn",
                        JOE.toUpperCase(java.util.Locale.ROOT).replace("URN:PUBLICID:IDN", "urn:publicid:IDN"),
                        "keys",
                        new Object[] {KEY, second}));

        // then
        assertThat(users).containsExactly(new User(Urn.parse(JOE), List.of(KEY, second)));
    }

    @Test
    void crowdIsRefused() {
        Object[] crowd = java.util.stream.IntStream.range(0, 101)
                .mapToObj(i -> Map.of("urn", JOE + i))
                .toArray();

        assertThatThrownBy(() -> decode(crowd)).hasMessageContaining("at most 100 users, not 101");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ssh-rsa",
                "ssh-rsa AAAA",
                "ssh-rsa not*base64",
                "ssh-foo AAAAB3NzaC1yc2E=",
                "command=\"/bin/sh\" ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
                "ssh-ed25519 AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
                "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==\nssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ==",
                "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ== a\rb",
                "ssh-rsa AAAAB3NzaC1yc2E=",
                "$(reboot)",
                "-----BEGIN RSA PRIVATE KEY-----",
            })
    void namesTheKeyThatIsNone(String key) {
        assertThatThrownBy(() -> decode(Map.of("urn", JOE, "keys", new Object[] {KEY, key})))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.BADARGS))
                .hasMessageContaining("geni_users[0].keys[1] must be an OpenSSH public key");
    }

    @Test
    void aKeyMayNotBeBeyondAllMeasure() {
        assertThatThrownBy(() -> decode(Map.of("urn", JOE, "keys", new Object[] {KEY + " " + "x".repeat(20_000)})))
                .hasMessageContaining("at most 16384");
    }

    @Test
    void refusesWhatIsNoUser() {
        assertThatThrownBy(() -> decode(Map.of("urn", "urn:publicid:IDN+example.org+slice+joe")))
                .hasMessageContaining("geni_users[0].urn must be the URN of a user");
        assertThatThrownBy(() -> decode(Map.of("keys", new Object[0])))
                .hasMessageContaining("geni_users[0].urn is missing");
        assertThatThrownBy(() -> decode("joe")).hasMessageContaining("geni_users[0] must be a struct");
        assertThatThrownBy(() -> decode(Map.of("urn", JOE, "keys", KEY)))
                .hasMessageContaining("geni_users[0].keys must be an array");
    }

    private static List<User> decode(Object... users) {
        return GeniUsers.decode(new Value("geni_users", users));
    }

    /** Bytes that begin like a key of that type. */
    private static String blob(String type) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer key = ByteBuffer.allocate(4 + name.length + 36);
        key.putInt(name.length).put(name);
        return Base64.getEncoder().encodeToString(key.array());
    }
}
