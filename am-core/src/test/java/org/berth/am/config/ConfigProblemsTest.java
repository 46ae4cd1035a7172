// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.berth.dockermaster.config.ConfigException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigProblemsTest {
    @TempDir
    private Path directory;

    private ConfigFixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new ConfigFixture(directory);
    }

    @Test
    void allProblemsOfAllFilesAreReportedAtOnce() {
        // given
        Path one = fixture.file("one.conf", "[aggregate_manager]", "port = many", "prot = 1");
        Path two = fixture.file("two.conf", "[leases]", "max_days = 0", "nonsense");
        Path missing = directory.resolve("missing.conf");
        // when
        assertThatThrownBy(() -> AmConfig.load(List.of(one, two, missing), fixture.machine()))
                // then
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(one + ":2: port = many is wrong: it has to be a whole number from 0 to 65535")
                .hasMessageContaining(one + ":3: unknown key 'prot' in [aggregate_manager]: did you mean 'port'?")
                .hasMessageContaining(two + ":2: max_days = 0 is wrong: it has to be a whole number from 1 to 3650")
                .hasMessageContaining(two + ":3: 'nonsense' is neither [section] nor key = value")
                .hasMessageContaining(missing + ": cannot be read");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "global            | base_name  = a b         | a name like am.example.org",
                "general           | public_url = http://x/   | an https URL",
                "general           | public_url = https://    | an https URL",
                "admin             | host       = 0.0.0.0     | 127.0.0.1, ::1 or localhost",
                "aggregate_manager | port       = 65536       | from 0 to 65535",
                "leases            | default_days = 31        | from 1 to 30",
                "leases            | allocated_minutes = 121  | from 1 to 120",
                "quotas            | per_user = half          | a number of slots like 20",
                "slivers           | default_type = raw-pc    | one of docker-container, docker-container_100M",
                "slivers           | accept_exclusive = maybe | yes or no",
                "host1             | max_containers = 0       | from 1 to 10000",
                "host1             | node_ipv4_hostname = a b | a host name or address",
                "host1             | ipv6_prefix = fe80::     | a /64 like 2001:db8:0:1::",
                "host1             | docker_host = /run/d.sock | unix:///path/of/docker.sock or tcp://host:port",
                "host1             | dockermaster_pyro4_host = a b | the name or address of the agent's machine",
                "host1             | exclusive = perhaps     | yes or no",
                "host1             | memory = 1M              | from 16M up",
                "host1             | cpus = 0                 | a number from 0.01",
                "sliver_type x     | memory = 1M              | from 16M up",
                "sliver_type x     | memory = much            | from 16M up",
                "sliver_type x     | cpus = -1                | a number from 0.01",
                "sliver_type x     | pids = 0                 | from 1",
                "sliver_type x     | capabilities = a-b       | names of Linux capabilities",
                "sliver_type x     | devices = /etc/shadow    | devices of the host",
            })
    void aBadValueIsNamedWithWhatWouldBeRight(String section, String setting, String wanted) {
        // when
        List<String> problems = fixture.problems("[" + section.strip() + "]", setting);
        // then
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith(
                                "berth.conf:2: " + setting.replaceAll("\\s+=\\s+", " = ") + " is wrong: it has to be ")
                        .contains(wanted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0. x", "am_1", "a:b"})
    void anAddressThatNoUrlCanBeMadeOfAsksForThePublicUrl(String host) {
        assertThat(fixture.problems("[aggregate_manager]", "host = " + host))
                .containsExactly("berth.conf:2: no public_url in [general], and none can be made of '" + host
                        + "': give one with this machine's public host name, like https://am.example.org:8001/");
    }

    @Test
    void aDatabaseServerIsRefusedWithoutRepeatingAUrlThatMayHoldAPassword() {
        assertThat(fixture.problems("[state]", "jdbc_url = jdbc:postgresql://berth:secret@db/berth"))
                .containsExactly(
                        "berth.conf:2: jdbc_url has to be empty: database servers are not supported yet, all is"
                                + " kept in the directory of [state]");
    }

    @Test
    void anEngineIsNoMatterOfTheSectionOfAHostElsewhere() {
        assertThat(fixture.problems(
                        "[host1]", "dockermaster_pyro4_host = 192.0.2.7", "docker_host = unix:///var/run/docker.sock"))
                .containsExactly("berth.conf:3: docker_host = unix:///var/run/docker.sock is wrong: it has to be absent"
                        + " where there is a dockermaster_pyro4_host: it stands in the agent's own file");
    }

    @Test
    void twoHostsCannotHaveOneAgent() {
        assertThat(fixture.problems(
                        "[host1]",
                        "dockermaster_pyro4_host = 192.0.2.7",
                        "[host2]",
                        "dockermaster_pyro4_host = 192.0.2.7",
                        "dockermaster_pyro4_port = 11999"))
                .containsExactly(
                        "berth.conf:3: [host2] names the agent of [host1], 192.0.2.7:11999: a host has an agent"
                                + " of its own");
    }

    @Test
    void aLocationIsChecked() {
        assertThat(fixture.problems("[host1]", "country = Belgium", "latitude = 91", "longitude = east"))
                .anyMatch(problem -> problem.startsWith("berth.conf:2: country = Belgium is wrong"))
                .anyMatch(problem -> problem.startsWith("berth.conf:3: latitude = 91 is wrong"))
                .anyMatch(problem -> problem.startsWith("berth.conf:4: longitude = east is wrong"));
    }

    @Test
    void anUnknownKeyComesWithTheNearestKnownOne() {
        assertThat(fixture.problems("[host1]", "max_container = 5"))
                .containsExactly("berth.conf:2: unknown key 'max_container' in [host1], which is read as a container"
                        + " host: did you mean 'max_containers'?");
    }

    @Test
    void aKeyOfAnotherSectionIsSentThere() {
        assertThat(fixture.problems("[lease]", "default_days = 5"))
                .containsExactly("berth.conf:2: unknown key 'default_days' in [lease], which is read as a container"
                        + " host: it is a key of [leases]");
    }

    @Test
    void aKeyLikeNoOtherComesWithAllThatAreKnown() {
        assertThat(fixture.problems("[state]", "colour = blue"))
                .containsExactly("berth.conf:2: unknown key 'colour' in [state]: known here are directory, jdbc_url");
    }

    @Test
    void aKeyGivenTwiceIsAProblem() {
        assertThat(fixture.problems("[host1]", "max_containers = 5", "", "max_containers = 6"))
                .singleElement()
                .asString()
                .startsWith("berth.conf:4: 'max_containers' of [host1] was given before, at ")
                .endsWith("berth.conf:2: keep one of the two");
    }

    @Test
    void aSettingBeforeTheFirstSectionIsAProblem() {
        assertThat(fixture.problems("port = 1"))
                .containsExactly("berth.conf:1: 'port' stands before the first [section]");
    }

    @Test
    void poolsOfOneEngineMustNotOverlap() {
        assertThat(fixture.problems("[host1]", "max_containers = 10", "[host2]", "starting_ipv4_port = 12009"))
                .containsExactly("berth.conf:3: the ports 12009 to 12028 of [host2] share ports with the ports 12000 to"
                        + " 12009 of [host1] on the same engine, unix:///var/run/docker.sock: choose another"
                        + " starting_ipv4_port");
    }

    @Test
    void poolsOfTwoEnginesMayBeTheSame() {
        // when
        AmConfig config = fixture.load("[host1]", "[host2]", "docker_host = tcp://192.0.2.1:2375");
        // then
        assertThat(config.hosts()).hasSize(2);
    }

    @Test
    void aPoolMustNotHoldThePortsOfTheAmItself() {
        assertThat(fixture.problems("[aggregate_manager]", "port = 12019", "[host1]"))
                .singleElement()
                .asString()
                .contains("hold port 12019, where this AM itself listens");
    }

    @Test
    void aPoolMustEndBeforeTheLastPort() {
        assertThat(fixture.problems("[host1]", "starting_ipv4_port = 65530"))
                .singleElement()
                .asString()
                .contains("needs the ports 65530 to 65549");
    }

    @ParameterizedTest
    @CsvSource({"[my host]", "[sliver_type a b]", "[DEFAULT]"})
    void aSectionWithAnImpossibleNameIsAProblem(String section) {
        assertThat(fixture.problems(section)).singleElement().asString().startsWith("berth.conf:1: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"latitude = 51", "longitude = 3", "country = BE"})
    void aPartOfALocationIsAProblem(String setting) {
        assertThat(fixture.problems("[host1]", setting))
                .containsExactly("berth.conf:1: [host1] has some of country, latitude and longitude: give all three, or"
                        + " none");
    }

    @Test
    void whatHasNoEffectYetIsAWarning() {
        // when
        AmConfig config = fixture.load(
                "[global]",
                "base_name = am.example.org",
                "[general]",
                "public_url = https://localhost/",
                "terms_and_conditions_site_enabled = t",
                "disallow_users_if_terms_and_conditions_not_accepted = 1",
                "[aggregate_manager]",
                "name = am1",
                "[clearinghouse]",
                "am_1 = urn, http://localhost:8001",
                "[host1]",
                "dockermaster_pyro4_password = abc");
        // then
        assertThat(config.warnings())
                .extracting(warning -> warning.replace(directory + "/", ""))
                .containsExactly(
                        "berth.conf:9: [clearinghouse] has no effect: it is for another program",
                        "berth.conf:8: name has no effect: this AM's URN is made of base_name alone",
                        "berth.conf:5: terms_and_conditions_site_enabled has no effect: Berth serves no terms and"
                                + " conditions yet",
                        "berth.conf:6: disallow_users_if_terms_and_conditions_not_accepted has no effect: Berth"
                                + " serves no terms and conditions yet",
                        "berth.conf:4: public_url = https://localhost/ is reached from this machine alone: name its"
                                + " public host name",
                        "berth.conf:12: dockermaster_pyro4_password has no effect: there is no dockermaster_pyro4_host");
    }

    @Test
    void theConfigurationThatIsShippedHasNoProblems() {
        // when
        AmConfig config = AmConfig.load(List.of(Path.of("src/main/dist/conf/berth.conf")), fixture.machine());
        // then
        assertThat(config.warnings()).isEmpty();
    }
}
