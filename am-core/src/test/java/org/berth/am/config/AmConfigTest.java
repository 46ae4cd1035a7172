// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.berth.am.hosts.AgentAddress;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Location;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.config.Machine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AmConfigTest {
    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void everythingHasADefault() {
        // when
        AmConfig config = AmConfig.load(List.of(), fixture.machine());
        // then
        assertThat(config.global())
                .isEqualTo(new AmConfig.Global(ConfigFixture.MACHINE, directory.resolve("trusted_roots")));
        assertThat(config.aggregateManager())
                .isEqualTo(new AmConfig.AggregateManager(
                        "0.0.0.0",
                        8001,
                        directory.resolve("certs/am-server-key.pem"),
                        directory.resolve("certs/am-server-cert.pem"),
                        true,
                        false));
        assertThat(config.general().publicUrl()).isEqualTo(URI.create("https://machine.example.org:8001/"));
        assertThat(config.state()).isEqualTo(new AmConfig.State(directory.resolve("state")));
        assertThat(config.admin()).isEqualTo(new AmConfig.Admin("127.0.0.1", 9443));
        assertThat(config.enrollment()).isEqualTo(new AmConfig.Enrollment("0.0.0.0", 11998));
        assertThat(config.leases())
                .isEqualTo(new AmConfig.Leases(Duration.ofMinutes(10), Duration.ofDays(7), Duration.ofDays(30)));
        assertThat(config.slivers()).isEqualTo(new AmConfig.Slivers("docker-container", false, Set.of()));
        assertThat(config.quotas())
                .isEqualTo(new AmConfig.Quotas(new Share(50, true), new Share(50, true), new Share(75, true)));
        assertThat(settings(config))
                .containsExactly(new HostSettings(
                                "local",
                                20,
                                12000,
                                ConfigFixture.MACHINE,
                                Optional.empty(),
                                "unix:///var/run/docker.sock",
                                Optional.empty(),
                                directory.resolve("state/hosts/local"))
                        .withNetwork(Egress.ALL, List.of(new HostService("tcp", 8001)), Set.of(9443, 11998)));
        assertThat(config.hosts())
                .containsExactly(HostPlan.local(settings(config).get(0)));
        assertThat(config.warnings())
                .hasSize(3)
                .anyMatch(warning -> warning.contains("no base_name"))
                .anyMatch(warning -> warning.contains("no public_url"))
                .anyMatch(warning -> warning.contains("'local'"));
    }

    @Test
    void quotasAreNumbersSharesOrUnlimited() {
        assertThat(Share.parse("20")).contains(new Share(20, false));
        assertThat(Share.parse("20%")).contains(new Share(20, true));
        assertThat(Share.parse("unlimited")).contains(Share.UNLIMITED);
        for (String wrong : List.of("0", "0%", "101%", "-1", "half", "", "1.5", "99999999")) {
            assertThat(Share.parse(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void theSliverTypesOfDockerAmAreBuiltIn() {
        // when
        AmConfig config = AmConfig.load(List.of(), fixture.machine());
        // then
        assertThat(config.sliverTypes())
                .containsExactly(
                        new ContainerType(
                                "docker-container",
                                OptionalLong.empty(),
                                OptionalDouble.empty(),
                                OptionalLong.empty(),
                                List.of(),
                                List.of()),
                        new ContainerType(
                                "docker-container_100M",
                                OptionalLong.of(104857600),
                                OptionalDouble.empty(),
                                OptionalLong.empty(),
                                List.of(),
                                List.of()),
                        new ContainerType(
                                "docker-container-with-tunnel",
                                OptionalLong.empty(),
                                OptionalDouble.empty(),
                                OptionalLong.empty(),
                                List.of("NET_ADMIN"),
                                List.of("/dev/net/tun")));
    }

    @Test
    void everyKeyIsRead() {
        // when
        AmConfig config = fixture.load(
                "[global]",
                "base_name = geni//gpo//gcf",
                "rootcadir = roots",
                "[aggregate_manager]",
                "host: 192.0.2.1",
                "port: 443",
                "keyfile: /etc/berth/key.pem",
                "certfile = ~/cert.pem",
                "manifest_users = yes",
                "[general]",
                "public_url = https://am.example.org/",
                "[state]",
                "directory = ../state",
                "[admin]",
                "host = ::1",
                "port = 9000",
                "[quotas]",
                "per_slice = 7",
                "per_user = 20%",
                "per_project = unlimited",
                "[leases]",
                "allocated_minutes = 15",
                "default_days = 2",
                "max_days = 5",
                "[slivers]",
                "default_type = small",
                "accept_exclusive = yes",
                "images = debian:12, registry.example.org:5000/lab/router",
                "[host1]",
                "max_containers = 5",
                "node_ipv4_hostname = host1.example.org",
                "ipv6_prefix = 2001:db8:0:1::",
                "starting_ipv4_port = 20000",
                "docker_host = tcp://127.0.0.1:2375",
                "egress = none",
                "host_services = 123/udp",
                "country = be",
                "latitude = 51.05",
                "longitude = -3.7",
                "exclusive = yes",
                "memory = 64G",
                "cpus = 7.5",
                "[sliver_type small]",
                "memory = 2G",
                "cpus = 0.5",
                "pids = 100",
                "disk = 2G",
                "capabilities = cap_net_admin, SYS_PTRACE",
                "devices = /dev/net/tun,/dev/fuse");
        // then
        assertThat(config.global()).isEqualTo(new AmConfig.Global("geni:gpo:gcf", directory.resolve("roots")));
        assertThat(config.aggregateManager())
                .isEqualTo(new AmConfig.AggregateManager(
                        "192.0.2.1",
                        443,
                        Path.of("/etc/berth/key.pem"),
                        ConfigFixture.HOME.resolve("cert.pem"),
                        true,
                        true));
        assertThat(config.general().publicUrl()).isEqualTo(URI.create("https://am.example.org/"));
        assertThat(config.state()).isEqualTo(new AmConfig.State(directory.resolveSibling("state")));
        assertThat(config.admin()).isEqualTo(new AmConfig.Admin("::1", 9000));
        assertThat(config.leases())
                .isEqualTo(new AmConfig.Leases(Duration.ofMinutes(15), Duration.ofDays(2), Duration.ofDays(5)));
        assertThat(config.quotas())
                .isEqualTo(new AmConfig.Quotas(new Share(7, false), new Share(20, true), Share.UNLIMITED));
        assertThat(config.slivers())
                .isEqualTo(new AmConfig.Slivers(
                        "small", true, Set.of("debian:12", "registry.example.org:5000/lab/router:latest")));
        assertThat(settings(config))
                .containsExactly(new HostSettings(
                                "host1",
                                5,
                                20000,
                                "host1.example.org",
                                Optional.of("2001:db8:0:1::/64"),
                                "tcp://127.0.0.1:2375",
                                Optional.empty(),
                                directory.resolveSibling("state").resolve("hosts/host1"))
                        .withNetwork(
                                Egress.parse("none"),
                                List.of(new HostService("udp", 123), new HostService("tcp", 443)),
                                Set.of(9000, 11998)));
        assertThat(config.hosts()).singleElement().satisfies(host -> {
            assertThat(host.location()).contains(new Location("BE", 51.05, -3.7));
            assertThat(host.exclusive()).isTrue();
            assertThat(host.memoryBytes()).hasValue(64L << 30);
            assertThat(host.millicpus()).hasValue(7500);
            assertThat(host.origin().orElseThrow()).endsWith("berth.conf:29");
        });
        assertThat(config.sliverTypes())
                .last()
                .isEqualTo(new ContainerType(
                        "small",
                        OptionalLong.of(2147483648L),
                        OptionalDouble.of(0.5),
                        OptionalLong.of(100),
                        OptionalLong.of(2147483648L),
                        List.of("NET_ADMIN", "SYS_PTRACE"),
                        List.of("/dev/net/tun", "/dev/fuse")));
        assertThat(config.warnings()).isEmpty();
    }

    @Test
    void typesMayBeUnlimited() {
        // when
        AmConfig config = fixture.load(
                "[sliver_type large]",
                "memory = unlimited",
                "cpus = Unlimited",
                "pids = unlimited",
                "disk = unlimited");
        // then
        assertThat(config.sliverTypes())
                .last()
                .isEqualTo(new ContainerType(
                        "large",
                        OptionalLong.of(ContainerType.UNLIMITED),
                        OptionalDouble.of(ContainerType.UNLIMITED),
                        OptionalLong.of(ContainerType.UNLIMITED),
                        OptionalLong.of(ContainerType.UNLIMITED),
                        List.of(),
                        List.of()));
    }

    @Test
    void theFilesOfADockerAmLoadAsTheyAre() {
        // given
        List<Path> files = List.of(
                Path.of("src/test/resources/docker-am/gcf_config"),
                Path.of("src/test/resources/docker-am/docker_am_config"));
        // when
        AmConfig config = AmConfig.load(files, fixture.machine());
        // then
        assertThat(config.global())
                .isEqualTo(new AmConfig.Global(
                        "docker.example.com", ConfigFixture.HOME.resolve("geni-tools/trusted_roots")));
        assertThat(config.aggregateManager())
                .isEqualTo(new AmConfig.AggregateManager(
                        "0.0.0.0",
                        443,
                        ConfigFixture.HOME.resolve("server_ssl/am-server-key.pem"),
                        ConfigFixture.HOME.resolve("server_ssl/am-server-cert.pem"),
                        true,
                        false));
        assertThat(config.general().publicUrl()).isEqualTo(URI.create("https://dockeram.example.com"));
        assertThat(config.state().directory())
                .isEqualTo(files.get(0).resolveSibling("state").toAbsolutePath());
        assertThat(settings(config))
                .containsExactly(new HostSettings(
                                "dockermaster_1",
                                20,
                                12000,
                                "dockeram.example.com",
                                Optional.empty(),
                                "unix:///var/run/docker.sock",
                                Optional.empty(),
                                config.state().directory().resolve("hosts/dockermaster_1"))
                        .withNetwork(Egress.ALL, List.of(new HostService("tcp", 443)), Set.of(9443, 11998)));
        assertThat(config.warnings())
                .extracting(warning -> warning.substring(warning.lastIndexOf('/') + 1))
                .containsExactly(
                        "docker_am_config:41: [proxy] has no effect: Berth makes no proxy containers yet",
                        "gcf_config:20: delegate has no effect: Berth serves" + " containers itself",
                        "gcf_config:22: multithread has no effect: calls are always served side by side");
    }

    @Test
    void aHostElsewhereHasThePoolOfItsAgentUnlessItsSectionSaysOtherwise() {
        // when
        AmConfig config = fixture.load(
                "[host1]",
                "dockermaster_pyro4_host = 193.190.127.251",
                "dockermaster_pyro4_password = abc",
                "max_containers = 5",
                "[host2]",
                "dockermaster_pyro4_host = 2001:db8::2",
                "dockermaster_pyro4_port = 12001",
                "[host3]",
                "dockermaster_pyro4_host =");
        // then
        assertThat(config.hosts())
                .extracting(HostPlan::local)
                .extracting(Optional::isPresent)
                .containsExactly(false, false, true);
        assertThat(config.hosts())
                .extracting(HostPlan::agent)
                .containsExactly(
                        Optional.of(new AgentAddress("193.190.127.251", 11999)),
                        Optional.of(new AgentAddress("2001:db8::2", 12001)),
                        Optional.empty());
        assertThat(config.hosts())
                .extracting(HostPlan::password)
                .containsExactly(Optional.of("abc"), Optional.empty(), Optional.empty());
        assertThat(config.hosts())
                .extracting(HostPlan::pool)
                .startsWith(
                        new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.of(5), Optional.empty()),
                        PoolSettings.AS_HOST_SAYS);
        assertThat(config.toString()).doesNotContain("abc");
    }

    private static List<HostSettings> settings(AmConfig config) {
        return config.hosts().stream().map(host -> host.local().orElseThrow()).toList();
    }

    @Test
    void aHostWithoutANameForTheWorldHasThatOfThePublicUrl() {
        // when
        AmConfig config = fixture.load(
                "[general]", "public_url = https://am.example.org:8001/", "[host1]", "node_ipv4_hostname =");
        // then
        assertThat(settings(config)).extracting(HostSettings::hostname).containsExactly("am.example.org");
    }

    @Test
    void theEngineOfTheEnvironmentIsTheDefault() {
        // given
        Machine machine = new Machine(
                directory, ConfigFixture.HOME, Optional.of("unix:///run/other.sock"), ConfigFixture.MACHINE);
        // when
        AmConfig config = AmConfig.load(List.of(), machine);
        // then
        assertThat(settings(config)).extracting(HostSettings::dockerHost).containsExactly("unix:///run/other.sock");
    }

    @Test
    void aPrivilegedFirstPortMeansTheDefaultAsInDockerAm() {
        // when
        AmConfig config = fixture.load("[host1]", "starting_ipv4_port = 1024");
        // then
        assertThat(settings(config)).extracting(HostSettings::firstPort).containsExactly(12000);
    }

    @Test
    void aLongestLeaseBelowTheUsualDefaultIsTheDefaultToo() {
        // when
        AmConfig config = fixture.load("[leases]", "max_days = 3");
        // then
        assertThat(config.leases().provisioned()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void aSliverTypeOfTheSameNameReplacesTheBuiltInOne() {
        // when
        AmConfig config = fixture.load("[sliver_type docker-container]", "memory = 512M");
        // then
        assertThat(config.sliverTypes()).hasSize(3);
        assertThat(config.sliverTypes().get(0).memoryBytes()).hasValue(536870912);
    }

    @Test
    void severalFilesAreReadAsOne() {
        // given
        Path one = fixture.file("one.conf", "[host1]", "max_containers = 3");
        Path two = fixture.file("two.conf", "[host1]", "starting_ipv4_port = 30000");
        // when
        AmConfig config = AmConfig.load(List.of(one, two), fixture.machine());
        // then
        assertThat(settings(config)).singleElement().satisfies(host -> {
            assertThat(host.slots()).isEqualTo(3);
            assertThat(host.firstPort()).isEqualTo(30000);
        });
    }

    @Test
    void keysAndCommentsAreReadAsPythonDoes() {
        // when
        AmConfig config = fixture.load(
                "; a comment",
                "[Host1]  # of the cellar",
                "  # indented comment",
                "MAX_Containers: 4 ; slots",
                "docker_host = unix:///run/a;b#c.sock");
        // then
        assertThat(settings(config)).singleElement().satisfies(host -> {
            assertThat(host.name()).isEqualTo("Host1");
            assertThat(host.slots()).isEqualTo(4);
            assertThat(host.dockerHost()).isEqualTo("unix:///run/a;b#c.sock");
        });
    }
}
