// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrivilegesTest {
    private static final Urn SLICE = Urn.parse("urn:publicid:IDN+example.org+slice+s");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "control   | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE",
                "embed     | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE SHUTDOWN",
                "sa        | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE",
                "authority | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE SHUTDOWN",
                "*         | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE SHUTDOWN",
                "CONTROL   | GET_SLICE_RESOURCES CREATE_SLIVER RENEW_SLIVER DELETE_SLICE",
                "info      | ''",
                "refresh   | ''",
                "resolve   | ''",
                "bind      | ''",
                "operator  | ''",
                "anything  | ''"
            })
    void privilegeAllowsWhatTheTableSays(String name, String operations) {
        // when
        Privileges privileges = Privileges.on(SLICE, List.of(new Privilege(name, false)));

        // then
        assertThat(Operation.values())
                .filteredOn(privileges::allow)
                .extracting(Enum::name)
                .isEqualTo(Arrays.stream(operations.split(" "))
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user+alice    | refresh resolve info",
                "slice+s       | refresh embed bind control info",
                "authority+sa  | authority sa",
                "authority+cm  | authority ma",
                "authority+ma  | authority ma",
                "authority+sm  | authority ma",
                "authority+any | authority sa ma",
                "node+n        | operator",
                "sliver+n      | ''"
            })
    void starStandsForWhatTheTargetHas(String target, String names) {
        // given
        Urn urn = Urn.parse("urn:publicid:IDN+example.org+" + target);

        // when
        Privileges privileges = Privileges.on(urn, List.of(new Privilege("*", true)));

        // then
        assertThat(privileges.list())
                .allMatch(Privilege::canDelegate)
                .extracting(Privilege::name)
                .isEqualTo(Arrays.stream(names.split(" "))
                        .filter(text -> !text.isEmpty())
                        .toList());
    }

    @Test
    void privilegeIsDelegableOnlyByOneThatIncludesItAndMayBeDelegated() {
        // given
        Privileges held = Privileges.on(SLICE, List.of(new Privilege("embed", true), new Privilege("control", false)));

        // when / then
        assertThat(held.firstNotDelegable(Privileges.on(SLICE, List.of(new Privilege("embed", false)))))
                .isEmpty();
        assertThat(held.firstNotDelegable(Privileges.on(SLICE, List.of(new Privilege("control", false)))))
                .contains("control");
        assertThat(held.firstNotDelegable(Privileges.on(SLICE, List.of(new Privilege("*", false)))))
                .contains("refresh");
    }

    @Test
    void authorityMayDelegateEverythingKnown() {
        // given
        Privileges authority = Privileges.on(SLICE, List.of(new Privilege("authority", true)));

        // when / then
        assertThat(authority.firstNotDelegable(Privileges.on(SLICE, List.of(new Privilege("*", true)))))
                .isEmpty();
        assertThat(authority.firstNotDelegable(Privileges.on(SLICE, List.of(new Privilege("unknown", true)))))
                .contains("unknown");
    }
}
