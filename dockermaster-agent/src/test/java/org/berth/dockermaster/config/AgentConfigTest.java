// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.HostSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
    private static final String MACHINE = "machine.example.org";

    @TempDir
    private Path directory;

    @Test
    void everythingHasADefault() {
        // when
        AgentConfig config = AgentConfig.load(List.of(), machine());
        // then
        assertThat(config.host()).isEqualTo("0.0.0.0");
        assertThat(config.port()).isEqualTo(11999);
        assertThat(config.password()).isEmpty();
        assertThat(config.stateDirectory()).isEqualTo(directory.resolve("agent-state"));
        assertThat(config.pool())
                .isEqualTo(new HostSettings(
                                MACHINE,
                                20,
                                12000,
                                MACHINE,
                                Optional.empty(),
                                "unix:///var/run/docker.sock",
                                Optional.empty(),
                                directory.resolve("agent-state"),
                                new HostLimits(
                                        Optional.empty(),
                                        Optional.of(List.of("NET_ADMIN")),
                                        Optional.of(List.of("/dev/net/tun")),
                                        Optional.empty(),
                                        1000,
                                        OptionalLong.empty(),
                                        OptionalDouble.empty()))
                        .withNetwork(Egress.ALL, List.of(), Set.of(11999)));
        assertThat(config.warnings())
                .containsExactly("no configuration file: no node_ipv4_hostname in [agent]: logins name this machine as"
                        + " machine.example.org, unless the AM's configuration says how");
    }

    @Test
    void everyKeyIsRead() {
        // when
        AgentConfig config = load(
                "[agent]",
                "host = 192.0.2.7",
                "port = 12345",
                "password = secret",
                "bind_address = 198.51.100.7",
                "max_containers = 5",
                "starting_ipv4_port = 20000",
                "node_ipv4_hostname = host1.example.org",
                "ipv6_prefix = 2001:db8:0:1::",
                "docker_host = tcp://127.0.0.1:2375",
                "egress = 192.0.2.0/24:80-90, [2001:db8::/32], 198.51.100.7",
                "host_services = 8001, 123/udp",
                "[limits]",
                "sliver_types = small, docker-container",
                "capabilities = CAP_net_raw",
                "devices = none",
                "images = *",
                "max_containers = 30",
                "memory = 8G",
                "cpus = 2.5",
                "[state]",
                "directory = ../kept");
        // then
        assertThat(config)
                .isEqualTo(new AgentConfig(
                        "192.0.2.7",
                        12345,
                        Optional.of("secret"),
                        new HostSettings(
                                        MACHINE,
                                        5,
                                        20000,
                                        "host1.example.org",
                                        Optional.of("2001:db8:0:1::/64"),
                                        "tcp://127.0.0.1:2375",
                                        Optional.of("198.51.100.7"),
                                        directory.resolveSibling("kept"),
                                        new HostLimits(
                                                Optional.of(List.of("small", "docker-container")),
                                                Optional.of(List.of("NET_RAW")),
                                                Optional.of(List.of()),
                                                Optional.empty(),
                                                30,
                                                OptionalLong.of(8L << 30),
                                                OptionalDouble.of(2.5)))
                                .withNetwork(
                                        Egress.parse("192.0.2.0/24:80-90, [2001:db8::/32], 198.51.100.7"),
                                        List.of(new HostService("tcp", 8001), new HostService("udp", 123)),
                                        Set.of(12345)),
                        List.of()));
    }

    @Test
    void limitsThatAreNoneAreReported() {
        assertThatThrownBy(() -> load(
                        "[agent]",
                        "max_containers = 40",
                        "[limits]",
                        "max_containers = 30",
                        "devices = /etc/passwd",
                        "memory = 1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max_containers 40 in [agent] is more than the 30 of [limits]")
                .hasMessageContaining("devices = /etc/passwd is wrong")
                .hasMessageContaining("memory = 1 is wrong: it has to be a size from 16M up");
    }

    @Test
    void thePasswordIsNotShown() {
        assertThat(load("[agent]", "password = secret")).asString().doesNotContain("secret");
    }

    @Test
    void allProblemsOfAllFilesAreReportedAtOnce() {
        // given
        Path one = file("one.conf", "[agent]", "port = many", "prot = 1", "[global]", "base_name = a");
        Path two = file("two.conf", "[state]", "port = 2", "nonsense");
        Path missing = directory.resolve("missing.conf");
        // when
        assertThatThrownBy(() -> AgentConfig.load(List.of(one, two, missing), machine()))
                // then
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(one + ":2: port = many is wrong: it has to be a whole number from 0 to 65535")
                .hasMessageContaining(one + ":3: unknown key 'prot' in [agent]: did you mean 'port'?")
                .hasMessageContaining(one + ":4: [global] is no section of an agent's configuration")
                .hasMessageContaining(two + ":2: unknown key 'port' in [state]: it is a key of [agent]")
                .hasMessageContaining(two + ":3: 'nonsense' is neither [section] nor key = value")
                .hasMessageContaining(missing + ": cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "host = a b                   | an address of this machine",
                "port = 65536                 | from 0 to 65535",
                "bind_address = eth1          | an address of this machine, like",
                "max_containers = 0           | from 1 to 10000",
                "node_ipv4_hostname = a b     | a host name or address",
                "ipv6_prefix = fe80::         | a /64 like 2001:db8:0:1::",
                "docker_host = /run/d.sock    | unix:///path/of/docker.sock or tcp://host:port",
            })
    void aBadValueIsNamedWithWhatWouldBeRight(String setting, String wanted) {
        assertThat(problems("[agent]", setting))
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith("agent.conf:2: " + setting + " is wrong: it has to be ")
                        .contains(wanted));
    }

    @Test
    void thePoolMustNotHoldThePortOfTheAgentItself() {
        assertThat(problems("[agent]", "port = 12019"))
                .containsExactly("agent.conf:1: the ports 12000 to 12019 of containers hold port 12019, where this"
                        + " agent itself listens: choose another starting_ipv4_port");
    }

    @Test
    void thePoolMustEndBeforeTheLastPort() {
        assertThat(problems("[agent]", "starting_ipv4_port = 65530"))
                .singleElement()
                .asString()
                .contains("needs the ports 65530 to 65549");
    }

    @ParameterizedTest
    @ValueSource(strings = {"src/main/dist/conf/agent.conf", "src/deb/agent.conf"})
    void theConfigurationThatIsShippedLacksNothingButAName(String shipped) {
        assertThat(AgentConfig.load(List.of(Path.of(shipped)), machine()).warnings())
                .singleElement()
                .asString()
                .contains("no node_ipv4_hostname");
    }

    private Machine machine() {
        return new Machine(directory, Path.of("/home/admin"), Optional.empty(), MACHINE);
    }

    private AgentConfig load(String... lines) {
        return AgentConfig.load(List.of(file("agent.conf", lines)), machine());
    }

    private List<String> problems(String... lines) {
        Path file = file("agent.conf", lines);
        return catchThrowableOfType(ConfigException.class, () -> AgentConfig.load(List.of(file), machine()))
                .problems()
                .stream()
                .map(problem -> problem.replace(directory + "/", ""))
                .toList();
    }

    private Path file(String name, String... lines) {
        try {
            return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
