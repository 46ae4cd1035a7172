// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "2001:06a8:1d80:0601::, 2001:6a8:1d80:601::/64",
        "2001:db8::, 2001:db8::/64",
        "fd78:0:0:1::, fd78:0:0:1::/64",
        "2001:DB8:0:1:2:, 2001:db8:0:1:2::/80",
        "2001:db8:0:1:2::, 2001:db8:0:1:2::/80",
        "2001:db8:0:1:0:, 2001:db8:0:1::/80",
        "2001:db8:0:1::/64, 2001:db8:0:1::/64",
        "2001:db8:0:1::/80, 2001:db8:0:1::/80",
        "2001:db8:0:1:2::/80, 2001:db8:0:1:2::/80",
    })
    void docker_amsFormsAndCidrAreRead(String text, String cidr) {
        assertThat(Ipv6Prefix.toCidr(text)).contains(cidr);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001:db8:0:1:",
                "2001:db8:0:1:2:3:",
                "2001:db8:0:1:2:3::",
                "2001:db8:0:1:2::/64",
                "2001:db8::/48",
                "2001:db8::1",
                "2001:db8::1::",
                "2001:db80000::",
                "2001:xyz::",
                "::",
                "::/64",
                ":",
                "fe80::",
                "ff02::/64",
                "192.0.2.0/24",
                "2001:db8::/64/64",
            })
    void anythingElseIsRefused(String text) {
        assertThat(Ipv6Prefix.toCidr(text)).isEmpty();
    }
}
