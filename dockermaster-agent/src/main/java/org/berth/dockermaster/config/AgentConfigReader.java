// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import com.google.common.net.InetAddresses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;

/** Reads one agent's configuration. */
final class AgentConfigReader {
    private static final Map<String, Set<String>> KEYS = Map.of(
            "agent",
            Stream.concat(Stream.of("host", "port", "password", "bind_address"), PoolKeys.NAMES.stream())
                    .collect(Collectors.toUnmodifiableSet()),
            "limits",
            LimitKeys.NAMES,
            "state",
            Set.of("directory"));
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]+");

    private final Problems problems = new Problems();
    private final Machine machine;
    private final Map<String, Section> sections;
    private final Path directory;
    private final Origin whole;

    AgentConfigReader(List<Path> files, Machine machine) {
        this.machine = machine;
        this.sections = IniFiles.read(files, problems);
        this.directory = files.isEmpty()
                ? machine.directory()
                : files.get(0).toAbsolutePath().normalize().resolveSibling("");
        this.whole = new Origin(files.isEmpty() ? Path.of("no configuration file") : files.get(0), 0);
    }

    AgentConfig read() {
        sections.values().forEach(this::checkKeys);
        Section agent = section("agent");
        Settings settings = new Settings(agent, machine, problems);
        int port = settings.integer("port", AgentConfig.DEFAULT_PORT, 0, 65535);
        Path state =
                new Settings(section("state"), machine, problems).path("directory", directory.resolve("agent-state"));
        HostSettings pool = pool(agent, settings, state)
                .withNetwork(
                        PoolKeys.egress(settings),
                        PoolKeys.hostServices(settings),
                        port == 0 ? Set.of() : Set.of(port));
        if (pool.firstPort() <= port && port < pool.firstPort() + pool.slots()) {
            problems.error(
                    agent.origin(),
                    "the ports " + pool.firstPort() + " to " + (pool.firstPort() + pool.slots() - 1)
                            + " of containers hold port " + port
                            + ", where this agent itself listens: choose another starting_ipv4_port");
        }
        if (pool.slots() > pool.limits().slots()) {
            problems.error(
                    agent.origin(),
                    "max_containers " + pool.slots() + " in [agent] is more than the "
                            + pool.limits().slots() + " of [limits]: raise max_containers there");
        }
        String host = settings.matching("host", HOST, "an address of this machine, or 0.0.0.0 for all")
                .orElse("0.0.0.0");
        Optional<String> password = settings.text("password");
        problems.throwIfAny();
        return new AgentConfig(host, port, password, pool, problems.warnings());
    }

    private Section section(String name) {
        return sections.getOrDefault(name, new Section(name, whole, Map.of()));
    }

    private HostSettings pool(Section agent, Settings settings, Path state) {
        PoolKeys keys = new PoolKeys(machine, problems);
        PoolSettings pool = keys.pool(agent);
        if (pool.hostname().isEmpty()) {
            problems.warning(
                    agent.origin(),
                    "no node_ipv4_hostname in [agent]: logins name this machine as " + machine.hostname()
                            + ", unless the AM's configuration says how");
        }
        Optional<Setting> bind = settings.setting("bind_address");
        bind.filter(setting -> !InetAddresses.isInetAddress(setting.value()))
                .ifPresent(setting -> settings.bad(setting, "an address of this machine, like 192.0.2.7"));
        return new HostSettings(
                machine.hostname(),
                pool.slots().orElse(PoolKeys.DEFAULT_SLOTS),
                pool.firstPort().orElse(PoolKeys.DEFAULT_FIRST_PORT),
                pool.hostname().orElse(machine.hostname()),
                pool.ipv6Prefix(),
                keys.dockerHost(agent),
                bind.map(Setting::value),
                state,
                new LimitKeys(problems).read(section("limits"), machine));
    }

    private void checkKeys(Section section) {
        Set<String> known = KEYS.get(section.name());
        if (known == null) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] is no section of an agent's configuration, which has [agent],"
                            + " [limits] and [state]");
            return;
        }
        section.settings().values().stream()
                .filter(setting -> !known.contains(setting.key()))
                .forEach(setting -> problems.error(
                        setting.origin(),
                        "unknown key '" + setting.key() + "' in [" + section.name() + "]"
                                + NearestKey.hint(setting.key(), known, KEYS)));
    }
}
