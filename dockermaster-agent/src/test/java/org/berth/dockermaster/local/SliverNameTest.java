// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliverNameTest {
    @ParameterizedTest
    @CsvSource({
        "node0, node0",
        "PC_1.lab, pc-1-lab",
        "--x--, x",
        "'; rm -rf /', rm-rf",
        "\u00e9, node",
        "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg, aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggg"
    })
    void nodeNameBecomesAHostName(String node, String hostname) {
        assertThat(SliverName.hostname(node)).isEqualTo(hostname);
    }
}
