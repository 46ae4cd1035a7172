// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.OptionalInt;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.net.Ipv6Prefix;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link DockerMaster} gives endpoints of, and where they are bound. */
abstract class PoolContract extends EventContract {

    @Test
    void configuredPoolIsAnnouncedUsedAndKept() {
        // given
        SliverSpec earlier = newSliver();
        host.reserve(earlier);
        PoolSettings said = new PoolSettings(
                Optional.of("other.example.org"),
                OptionalInt.of(FIRST_PORT + 4),
                OptionalInt.of(3),
                Optional.of("fd6b:6572:7468:000" + PROCESS + "::/64"));
        assertThat(said.agreeWith(host.describe())).isFalse();

        // when
        host.configure(said);

        // then
        assertThat(said.agreeWith(host.describe())).isTrue();
        reopen();
        assertThat(said.agreeWith(host.describe())).isTrue();
        assertThat(host.reserve(newSliver()).sshPort()).isEqualTo(FIRST_PORT + 4);
        assertThat(host.reserve(earlier)).isEqualTo(earlier.endpoint());
        host.configure(PoolSettings.AS_HOST_SAYS);
        assertThat(host.describe())
                .extracting(HostDescription::hostname, HostDescription::firstPort, HostDescription::slots)
                .containsExactly("host.example.org", FIRST_PORT, SLOTS);
    }

    @Test
    void keptPortsThatDoNotGoWithChangedSettingsOfTheHostKeepItFromNothing() {
        // given
        host.close();
        host = open(settings(3), clock);
        host.configure(new PoolSettings(
                Optional.of("other.example.org"), OptionalInt.of(65_533), OptionalInt.empty(), Optional.empty()));
        assertThat(host.describe().firstPort()).isEqualTo(65_533);

        // when
        reopen();

        // then
        assertThat(host.describe())
                .extracting(HostDescription::hostname, HostDescription::firstPort, HostDescription::slots)
                .containsExactly("other.example.org", FIRST_PORT, SLOTS);
    }

    @Test
    void prefixIsAnotherOneOnlyWhenNoSliverHasAnAddressOfTheOld() {
        // given
        SliverSpec made = made(newSliver());
        PoolSettings said = new PoolSettings(
                Optional.of("other.example.org"), OptionalInt.empty(), OptionalInt.empty(), Optional.of(OTHER_PREFIX));

        // when
        expect(Kind.FAILED, () -> host.configure(said))
                .hasMessage("ipv6_prefix cannot change from " + PREFIX + " to " + OTHER_PREFIX
                        + " while slivers have addresses of it (1 now): drain the host, and change it when they are"
                        + " gone");
        loseState();
        expect(Kind.FAILED, () -> host.configure(said));

        // then
        assertThat(host.describe().hostname()).isEqualTo("host.example.org");
        assertThat(host.describe().ipv6Prefix()).contains(PREFIX);
        host.delete(made.sliver());
        host.configure(said);
        assertThat(said.agreeWith(host.describe())).isTrue();
        SliverSpec moved = made(newSliver());
        String ipv6 = moved.endpoint().ipv6().orElseThrow();
        assertThat(ipv6)
                .isEqualTo(Ipv6Prefix.parse(OTHER_PREFIX)
                        .addressFor(moved.endpoint().mac()));
        assertThat(alice.run(ipv6, 22, "hostname -I").output()).contains(ipv6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "a b | - | - | - | node_ipv4_hostname 'a b' is no host name or address",
                "'' | - | - | - | node_ipv4_hostname '' is no host name or address",
                "- | 1024 | - | - | starting_ipv4_port 1024 is not 1025 to 65535",
                "- | 65536 | - | - | starting_ipv4_port 65536 is not 1025 to 65535",
                "- | - | 0 | - | max_containers 0 is not 1 to 10000",
                "- | - | 10001 | - | max_containers 10001 is not 1 to 10000",
                "- | 65530 | - | - | max_containers 8 from starting_ipv4_port 65530 on needs ports up to 65537,"
                        + " and the last is 65535",
                "- | - | - | fd6b::/48 | ipv6_prefix: 'fd6b::/48' is no IPv6 prefix of length 64 or 80 with zeros"
                        + " behind it, like 2001:db8:1:2::/64",
            })
    void settingThatIsWrongIsNamedAndNothingIsChanged(
            String hostname, Integer firstPort, Integer slots, String prefix, String message) {
        // given
        HostDescription before = host.describe();
        PoolSettings wrong = new PoolSettings(
                Optional.ofNullable(hostname), optional(firstPort), optional(slots), Optional.ofNullable(prefix));

        // when
        expect(Kind.FAILED, () -> host.configure(wrong)).hasMessage(message);

        // then
        assertThat(host.describe())
                .usingRecursiveComparison()
                .ignoringFields("images", "facts")
                .isEqualTo(before);
    }

    private static OptionalInt optional(Integer number) {
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::1"})
    void portsAreForwardedFromTheAddressToBindToAlone(String address) throws IOException {
        // given
        host.close();
        host = open(settings(SLOTS, Optional.of(address)), clock);
        SliverSpec made;
        try (ServerSocket elsewhere = new ServerSocket(FIRST_PORT, 1, InetAddress.getByName("127.0.0.3"));
                ServerSocket same = new ServerSocket(FIRST_PORT + 1, 1, InetAddress.getByName(address))) {
            // when
            made = made(newSliver(PLAIN, elsewhere.getLocalPort()));

            assertThat(host.reserve(newSliver(PLAIN, same.getLocalPort())).sshPort())
                    .isNotEqualTo(same.getLocalPort());
        }

        // then
        int port = made.endpoint().sshPort();
        assertThat(port).isEqualTo(FIRST_PORT);
        assertThat(alice.run(address, port, "id -un").output()).isEqualTo("alice");
        assertThat(alice.run(LOOPBACK, port, "true").exitCode()).isEqualTo(255);
        assertThat(SshUser.hostKeys(address, port)).hasSize(2);
    }
}
