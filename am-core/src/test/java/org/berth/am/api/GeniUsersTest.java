// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.slice.User;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeniUsersTest {
    private static final String JOE = "urn:publicid:IDN+example.org+user+joe";
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFQfoVW/7WgotpD/suMFZkPOCZ7XlQnNlualSfzZhmDZ";
    private static final String OTHER = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlz"
            + "dHAyNTYAAABBBDQps9IMceRiJ9fQVGSoepoun/jnf4APoOV1q5BGPwMQ9BbOi/3wg5LP6r3k0MbPyM3OecqYx3N0aa77r51Ap4U=";

    @Test
    void readsUsersWithTheirKeys() {
        // given
        String other = OTHER + " joe@home, the \u00e9tage";

        // when
        List<User> users = decode(
                Map.of("urn", JOE, "keys", new Object[] {KEY + "\n", other}, "more", 1),
                Map.of("urn", "urn:publicid:IDN+example.org+user+ann"));

        // then
        assertThat(users)
                .containsExactly(
                        new User(Urn.parse(JOE), List.of(KEY, other)),
                        new User(Urn.parse("urn:publicid:IDN+example.org+user+ann"), List.of()));
    }

    @Test
    void aUserWhoIsListedTwiceHasAllHisKeysOnce() {
        // when
        List<User> users = decode(
                Map.of("urn", JOE, "keys", new Object[] {KEY}),
                Map.of(
                        "urn",
                        JOE.toUpperCase(java.util.Locale.ROOT).replace("URN:PUBLICID:IDN", "urn:publicid:IDN"),
                        "keys",
                        new Object[] {KEY, OTHER}));

        // then
        assertThat(users).containsExactly(new User(Urn.parse(JOE), List.of(KEY, OTHER)));
    }

    @Test
    void crowdIsRefused() {
        Object[] crowd =
                IntStream.range(0, 101).mapToObj(i -> Map.of("urn", JOE + i)).toArray();

        assertThatThrownBy(() -> decode(crowd)).hasMessageContaining("at most 100 users, not 101");
    }

    @Test
    void keysAreReadAsSshdReadsThem() {
        // when
        List<User> users = decode(Map.of(
                "urn", JOE, "keys", new Object[] {"# mine\n" + KEY.replace(" ", " \t") + "\r\n\n" + OTHER, "", KEY}));

        // then
        assertThat(users).containsExactly(new User(Urn.parse(JOE), List.of(KEY, OTHER)));
    }

    @ParameterizedTest
    @CsvSource({
        "ssh-rsa, there is no key",
        "ssh-dss AAAAB3NzaC1kc3M=, DSA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFQfoVW, not a whole key",
        "no-pty ssh-ed25519 AAAA, options",
        "$(reboot), key type",
    })
    void namesTheKeyThatIsNoneAndItsUser(String key, String reason) {
        assertThatThrownBy(() -> decode(Map.of("urn", JOE, "keys", new Object[] {KEY, key})))
                .isInstanceOfSatisfying(
                        AmException.class, e -> assertThat(e.code()).isEqualTo(GeniCode.BADARGS))
                .hasMessageContaining("geni_users[0].keys[1] of " + JOE + " must be an OpenSSH public key (")
                .hasMessageContaining(reason);
    }

    @Test
    void keysInOneStringCountToo() {
        String many = IntStream.range(0, 101).mapToObj(i -> KEY + " " + i).collect(Collectors.joining("\n"));

        assertThatThrownBy(() -> decode(Map.of("urn", JOE, "keys", new Object[] {many})))
                .hasMessageContaining("at most 100 keys, not 101");
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
}
