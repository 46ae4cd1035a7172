// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketFilterTest {
    private static final String WHOLE = """
            *filter
            :INPUT ACCEPT
            :DOCKER -
            -A FORWARD -o docker0 -j DOCKER
            COMMIT
            *nat
            :PREROUTING ACCEPT
            :DOCKER -
            -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
            COMMIT
            """;

    @Test
    void chainsOfAnEngineAreSeen() {
        assertThat(filter(WHOLE).hasEngineChains()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*filter\n:INPUT ACCEPT\n:DOCKER -\n",
                "*nat\n:PREROUTING ACCEPT\n:DOCKER -\n",
                "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER\n"
            })
    void engineWhoseChainsAreNotAllThereHasNone(String cleared) {
        // given what a reload of a firewall takes
        String left = WHOLE.replace(cleared, cleared.startsWith("*") ? cleared.replace(":DOCKER -\n", "") : "");

        // then
        assertThat(filter(left).hasEngineChains()).isFalse();
    }

    private static PacketFilter filter(String rules) {
        return new PacketFilter(rules.lines().toList(), List.of());
    }
}
