// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6PrefixTest {
    @ParameterizedTest
    @CsvSource({
        // As Docker's default bridge of that prefix gives them.
        "fd78:0:0:1::/64, 02:42:0a:4e:01:55, fd78::1:0:242:a4e:155",
        "fd78:0:0:1::/64, de:ad:be:ef:00:01, fd78::1:0:dead:beef:1",
        "2001:db8:1:2:3::/80, 02:42:0a:4e:01:55, 2001:db8:1:2:3:242:a4e:155",
        "2001:db8:1:2::/80, 02:00:00:00:00:05, 2001:db8:1:2:0:200:0:5",
        "2001:db8::/64, 02:00:00:00:00:05, 2001:db8::200:0:5"
    })
    void addressIsThePrefixAndTheMacInThreeGroups(String prefix, String mac, String address) {
        assertThat(Ipv6Prefix.parse(prefix).addressFor(mac)).isEqualTo(address);
    }

    @Test
    void textIsCanonicalHoweverItWasWritten() {
        Ipv6Prefix prefix = Ipv6Prefix.parse("2001:0DB8:0:0:0:0:0:0/64");

        assertThat(prefix).hasToString("2001:db8::/64").isEqualTo(Ipv6Prefix.parse("2001:db8::/64"));
        assertThat(prefix).isNotEqualTo(Ipv6Prefix.parse("2001:db8::/80"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fd78::",
                "fd78::/",
                "fd78::/48",
                "fd78::/128",
                "fd78::1/64",
                "fd78:0:0:0:1::/64",
                "10.0.0.0/64",
                "::ffff:10.0.0.0/64",
                "example.org/64",
                "fe80::%1/64",
                "fd78::/64 "
            })
    void textThatIsNoPrefixIsNamed(String text) {
        assertThatThrownBy(() -> Ipv6Prefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no IPv6 prefix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02:42:0a:4e:01", "02:42:0A:4e:01:55", "02-42-0a-4e-01-55", "02:42:0a:4e:01:55:66"})
    void textThatIsNoMacIsNamed(String text) {
        assertThatThrownBy(() -> Ipv6Prefix.parse("fd78::/64").addressFor(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no MAC address");
    }

    @Test
    void randomMacsAreLocallyAdministeredAndDiffer() {
        Random random = new Random(1);

        String first = MacAddresses.random(random);

        assertThat(first).matches("02(:[0-9a-f]{2}){5}").isNotEqualTo(MacAddresses.random(random));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::/64, 2001:db8:1:2:3::4, true",
        "2001:db8:1:2::/64, 2001:db8:1:3::4, false",
        "2001:db8:1:2:3::/80, 2001:db8:1:2:3::4, true",
        "2001:db8:1:2:3::/80, 2001:db8:1:2:4::4, false",
        "2001:db8:1:2::/64, 192.0.2.1, false",
        "2001:db8:1:2::/64, nonsense, false",
    })
    void prefixKnowsItsAddresses(String prefix, String address, boolean contained) {
        assertThat(Ipv6Prefix.parse(prefix).contains(address)).isEqualTo(contained);
    }
}
