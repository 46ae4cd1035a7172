// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.berth.am.store.AccountTable.AccountRow;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginsTest {
    @ParameterizedTest
    @CsvSource({
        "alice, alice",
        "Alice, alice",
        "j.doe, jdoe",
        "4you, u4you",
        "root, root2",
        "-dash, u-dash",
        "%2B, u2b",
        "abcdefghijklmnopqrstuvwxyzabcdefghijkl, abcdefghijklmnopqrstuvwxyzabcdef"
    })
    void userNameBecomesALoginNameThatUnixTakes(String name, String login) {
        assertThat(Logins.merge(List.of(), List.of(user("a.org", name))))
                .extracting(AccountRow::login)
                .containsExactly(login);
    }

    @Test
    void twoUsersOfOneNameGetTwoAccounts() {
        assertThat(Logins.merge(List.of(), List.of(user("a.org", "joe"), user("b.org", "joe"))))
                .extracting(AccountRow::login)
                .containsExactly("joe", "joe2");
    }

    @Test
    void usersNamedGetExactlyTheirKeysAndOthersKeepTheirs() {
        // given
        List<AccountRow> before = Logins.merge(
                List.of(),
                List.of(
                        new User(Urn.parse("urn:publicid:IDN+a.org+user+ann"), List.of("ssh-ed25519 A1", "ssh-rsa A2")),
                        new User(Urn.parse("urn:publicid:IDN+a.org+user+bob"), List.of("ssh-ed25519 B1"))));

        // when
        List<AccountRow> after = Logins.merge(
                before, List.of(new User(Urn.parse("urn:publicid:IDN+A.ORG+user+ANN"), List.of("ssh-ed25519 A3"))));

        // then
        assertThat(after)
                .extracting(AccountRow::login, AccountRow::keys)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ann", List.of("ssh-ed25519 A3")),
                        org.assertj.core.groups.Tuple.tuple("bob", List.of("ssh-ed25519 B1")));
    }

    @Test
    void accountOfAnUnknownUserBelongsToTheFirstOneOfThatName() {
        // given an account of an adopted sliver
        List<AccountRow> adopted = List.of(new AccountRow("", "jdoe", List.of("ssh-ed25519 old")));

        // when
        List<AccountRow> after = Logins.merge(adopted, List.of(user("a.org", "j.doe"), user("b.org", "jdoe")));

        // then
        assertThat(after)
                .containsExactly(
                        new AccountRow("urn:publicid:IDN+a.org+user+j.doe", "jdoe", List.of()),
                        new AccountRow("urn:publicid:IDN+b.org+user+jdoe", "jdoe2", List.of()));
    }

    private static User user(String authority, String name) {
        return new User(new Urn(authority, "user", name), List.of());
    }
}
