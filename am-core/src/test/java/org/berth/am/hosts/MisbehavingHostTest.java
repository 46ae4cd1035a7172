// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.PoolSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hosts whose agents say what no host, or not this host, may say. */
class MisbehavingHostTest extends HostRegistryFixture {
    private static HostDescription description(String hostname, String prefix, int slots) {
        return new HostDescription(
                hostname,
                12000,
                slots,
                Optional.of(prefix),
                8L << 30,
                4,
                "made up 1",
                List.of("debian:12"),
                HostFacts.UNKNOWN);
    }

    private Host reached(String name) {
        registry.start(List.of(remote(name, "192.0.2.1:11999")));
        enroll(name, "192.0.2.1:11999");
        registry.settle();
        Host host = host(name);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !kept(name).description().isEmpty());
        assertThat(host.condition()).isEqualTo(HostCondition.AVAILABLE);
        return host;
    }

    @Test
    void hostThatMisbehavesIsNotUsedAndKeepsItsLastDescription() {
        // given
        Host host = reached("host2");
        HostDescription last = host.description().orElseThrow();

        // when
        masters.host("host2").fail(DockerMasterException.Kind.MISBEHAVING, "slots 2147483647 is not 1 to 10000");
        host.refresh();

        // then
        assertThat(host.condition()).isEqualTo(HostCondition.MISBEHAVING);
        assertThat(host.accepts()).isFalse();
        assertThat(host.description()).contains(last);
        assertThat(host.trouble().orElseThrow()).contains("misbehaving").contains("slots 2147483647");
    }

    @Test
    void hostThatBehavesAgainIsUsedAgain() {
        // given
        Host host = reached("host2");
        masters.host("host2").fail(DockerMasterException.Kind.MISBEHAVING, "slots 0 is not 1 to 10000");
        host.refresh();

        // when
        masters.host("host2").recover();
        host.refresh();

        // then
        assertThat(host.condition()).isEqualTo(HostCondition.AVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "host1.example.org, 2001:db8:1::/64, node_ipv4_hostname host1.example.org instead of host2.example.org",
        "host2.example.org, 2001:db8:9::/64, ipv6_prefix 2001:db8:9::/64 instead of 2001:db8:1::/64"
    })
    void agentThatTakesAnotherNameOrPrefixByItselfMisbehaves(String hostname, String prefix, String reason) {
        // given
        Host host = reached("host2");

        // when
        masters.host("host2").announce(description(hostname, prefix, 10));
        host.refresh();

        // then
        assertThat(host.condition()).isEqualTo(HostCondition.MISBEHAVING);
        assertThat(host.trouble().orElseThrow()).contains(reason).contains("berth host add host2");
        assertThat(host.hostname()).isEqualTo("host2.example.org");
    }

    @Test
    void agentMayTakeTheNameThatItsAdministratorSays() {
        // given
        Host host = reached("host2");
        PoolSettings said = new PoolSettings(
                Optional.of("new.example.org"), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

        // when
        registry.reload(List.of(remote("host2", "192.0.2.1:11999").withPool(said)));
        host.refresh();

        // then
        assertThat(host.condition()).isEqualTo(HostCondition.AVAILABLE);
        assertThat(host.description().orElseThrow().hostname()).isEqualTo("new.example.org");
    }

    @Test
    void nameIsHeldOverARestart() {
        // given
        Host unused = reached("host2");

        // when
        masters.host("host2").announce(description("host1.example.org", "2001:db8:1::/64", 10));
        restart(remote("host2", "192.0.2.1:11999"));
        host("host2").refresh();

        // then
        assertThat(host("host2").condition()).isEqualTo(HostCondition.MISBEHAVING);
    }

    @Test
    void whatTheStoreHasOfAHostIsCheckedToo() {
        // given
        Host unused = reached("host2");
        String stored = kept("host2").description();

        // when
        overwriteDescription("host2", stored.replace("\"slots\":10", "\"slots\":2147483647"));
        masters.host("host2").fail("away");
        restart(remote("host2", "192.0.2.1:11999"));

        // then
        assertThat(kept("host2").description()).contains("2147483647");
        assertThat(host("host2").description()).isEmpty();
    }
}
