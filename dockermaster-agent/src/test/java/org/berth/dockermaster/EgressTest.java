// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EgressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "all",
                "none",
                "192.0.2.0/24:80",
                "all, 0.0.0.0/0:25",
                "192.0.2.0/24:80-90, [2001:db8::/32]:8000-8100, 198.51.100.7/32, [::1/128]"
            })
    void textIsReadAndWrittenBack(String text) throws JsonProcessingException {
        Egress read = Egress.parse(text);

        assertThat(read).hasToString(text);
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readValue(json.writeValueAsString(read), Egress.class)).isEqualTo(read);
    }

    @Test
    void addressWithoutLengthIsThatAddressAlone() {
        assertThat(Egress.parse("198.51.100.7:22, [2001:db8::1]")).hasToString("198.51.100.7/32:22, [2001:db8::1/128]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "some",
                "none, 192.0.2.1",
                "192.0.2.1/24",
                "192.0.2.0/33",
                "192.0.2.0/24:",
                "192.0.2.0/24:0",
                "192.0.2.0/24:90-80",
                "192.0.2.0/24:65536",
                "192.0.2.0/24:80; reboot",
                "2001:db8::/32:80",
                "[2001:db8::/32",
                "fe80::1%eth0",
                "example.org:80",
                "192.0.2.0/24,,198.51.100.7"
            })
    void whatIsNoEgressIsRefused(String text) {
        assertThatThrownBy(() -> Egress.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tooManyEntriesAreRefused() {
        assertThatThrownBy(() -> Egress.parse("192.0.2.1, ".repeat(64) + "192.0.2.1"))
                .hasMessageContaining("at most 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "65536", "80/sctp", "80-90", "-1"})
    void whatIsNoServiceIsRefused(String text) {
        assertThatThrownBy(() -> HostService.parse(text)).hasMessageContaining("'" + text + "'");
    }

    @Test
    void serviceIsTcpUnlessItSaysOtherwise() {
        assertThat(HostService.parse("8001"))
                .isEqualTo(new HostService("tcp", 8001))
                .hasToString("8001/tcp");
        assertThat(HostService.parse("123/udp")).isEqualTo(new HostService("udp", 123));
    }
}
