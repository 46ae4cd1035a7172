// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.net.GuardedPort.Reach;
import org.junit.jupiter.api.Test;

class GuardRulesTest {
    private static final GuardedPort PORT = new GuardedPort(
            "veth1",
            "02:00:00:00:00:01",
            "10.0.0.2",
            Optional.of("2001:db8::1"),
            Optional.of(new Reach(OptionalInt.of(12000), List.of(Egress.parse("192.0.2.0/24:80"), Egress.ALL))));

    private final GuardRules rules = new GuardRules("berth1234", Set.of(25, 11999), 300, false);

    @Test
    void containerIsAdmittedWithItsOwnAddresses() {
        rules.admit(PORT);

        assertThat(rules.toString())
                .contains(
                        "add element bridge berth ports { \"veth1\" }",
                        "add element bridge berth ipv4 { \"veth1\" . 02:00:00:00:00:01 . 10.0.0.2 }",
                        "add element bridge berth ipv6 { \"veth1\" . 02:00:00:00:00:01 . 2001:db8::1 }",
                        "add element bridge berth ipv6 { \"veth1\" . 02:00:00:00:00:01 . fe80::ff:fe00:1 }",
                        "add element inet berth published { 12000 }",
                        "ct count over 300 }")
                .doesNotContain("\ndelete");
    }

    @Test
    void whatIsExpelledLeavesNothing() {
        rules.expel(PORT);

        assertThat(rules.toString().lines().filter(line -> line.startsWith("delete")))
                .hasSize(11)
                .contains("delete element bridge berth ports { \"veth1\" }");
    }

    @Test
    void egressOfTypeLeadsOnToThatOfHost() {
        rules.admit(PORT);

        String all = rules.toString();
        String ofHost = all.replaceAll("(?s).* (egress-\\w+) tcp dport \\{ 25, 11999 \\} reject.*", "$1");
        assertThat(all)
                .contains("ip daddr 192.0.2.0/24 meta l4proto { tcp, udp } th dport 80 goto " + ofHost + "\n")
                .doesNotContain("10.0.0.2 : goto " + ofHost);
    }

    @Test
    void noLinkLocalAddressIsReachedNotEvenOfACloudsMetadata() {
        rules.admit(PORT);

        assertThat(rules.toString())
                .contains(" ip daddr 169.254.0.0/16 reject", " ip6 daddr fe80::/10 reject")
                .doesNotContain("169.254.169.254");
    }

    @Test
    void bridgeOfTheEngineAndServicesAreNamed() {
        GuardRules other = new GuardRules("docker0", Set.of(25), 300, true);
        other.services(List.of(new HostService("udp", 123)));

        assertThat(other.toString())
                .contains(
                        "add element inet berth bridges { \"docker0\" }",
                        "services { udp . 123 }",
                        "meta ibrname @bridges");
        assertThat(rules.toString()).doesNotContain("docker0", "ibrname");
    }
}
