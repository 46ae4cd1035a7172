// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ipv4SubnetTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.200.0.0/18, true",
        "10.200.64.0/18, 10.200.0.0/18, false",
        "10.200.1.2/32, 10.200.0.0/18, true",
        "0.0.0.0/0, 10.200.0.0/18, true",
        "192.168.0.0/24, 192.168.1.0/24, false"
    })
    void overlapIsSymmetric(String one, String other, boolean overlap) {
        assertThat(Ipv4Subnet.parse(one).overlaps(Ipv4Subnet.parse(other))).isEqualTo(overlap);
        assertThat(Ipv4Subnet.parse(other).overlaps(Ipv4Subnet.parse(one))).isEqualTo(overlap);
    }

    @Test
    void subnetsInUseAreNotFree() {
        List<Ipv4Subnet> used = Stream.of("10.128.0.0/17", "172.17.0.0/16")
                .map(Ipv4Subnet::parse)
                .toList();

        List<String> free =
                Ipv4Subnet.free(used).stream().map(Ipv4Subnet::toString).toList();

        assertThat(free)
                .startsWith("10.128.128.0/18", "10.128.192.0/18")
                .doesNotContain("172.17.0.0/18")
                .endsWith("192.168.192.0/18")
                .hasSize(512 - 2 + 64 - 4 + 4);
    }

    @Test
    void wholePrivateSpaceInUseLeavesNothing() {
        List<Ipv4Subnet> used = Stream.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
                .map(Ipv4Subnet::parse)
                .toList();

        assertThat(Ipv4Subnet.free(used)).isEmpty();
    }

    @Test
    void routesOfTheKernelAreReadWithoutTheDefaultRoute() {
        List<String> lines = List.of(
                "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
                "eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0",
                "docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0",
                "eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0");

        assertThat(UsedSubnets.parse(lines)).hasToString("[172.17.0.0/16, 192.168.0.0/24]");
    }
}
