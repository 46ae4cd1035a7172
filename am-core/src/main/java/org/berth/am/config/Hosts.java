// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.hosts.AgentAddress;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Location;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.Machine;
import org.berth.dockermaster.config.Origin;
import org.berth.dockermaster.config.PoolKeys;
import org.berth.dockermaster.config.Problems;
import org.berth.dockermaster.config.Settings;

/** The sections that describe container hosts: all whose names mean nothing else. */
final class Hosts {
    private static final String AGENT = "dockermaster_pyro4_host";
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9._:-]+");

    private static final int LAST_PORT = 65535;
    private static final Origin BUILT_IN = new Origin(Path.of("the built-in host"), 0);

    private final Machine machine;
    private final Path stateDirectory;
    private final String publicHost;
    private final Problems problems;
    private final PoolKeys poolKeys;
    private final Map<HostPlan, Origin> hosts = new LinkedHashMap<>();
    private int publicPort;
    private Set<Integer> privatePorts = Set.of();

    Hosts(Machine machine, Path stateDirectory, String publicHost, Problems problems) {
        this.machine = machine;
        this.stateDirectory = stateDirectory;
        this.publicHost = publicHost;
        this.problems = problems;
        this.poolKeys = new PoolKeys(machine, problems);
    }

    List<HostPlan> plans() {
        return List.copyOf(hosts.keySet());
    }

    void read(Collection<Section> sections, int amPort, int adminPort, int enrollmentPort) {
        publicPort = amPort;
        privatePorts =
                Stream.of(adminPort, enrollmentPort).filter(port -> port > 0).collect(Collectors.toSet());
        List<Section> hostSections =
                new ArrayList<>(sections.stream().filter(Keys::isHost).toList());
        if (hostSections.isEmpty()) {
            problems.warning("no section names a container host: one named 'local' with all defaults is used");
            hostSections.add(new Section("local", BUILT_IN, Map.of()));
        }
        hostSections.forEach(this::read);
        requireApartPorts(amPort, adminPort);
        requireApartAgents();
    }

    private void read(Section section) {
        if (!HostPlan.NAME.matcher(section.name()).matches()) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] is read as a container host, and a host's name has letters, digits, dots,"
                            + " - and _, at most 63; a sliver type is written [sliver_type NAME]");
            return;
        }
        Settings settings = new Settings(section, machine, problems);
        HostPlan plan = settings.setting(AGENT).isPresent() ? remote(section) : local(section, settings);
        hosts.put(
                plan.from(Optional.of(section.origin())
                        .filter(origin -> !origin.equals(BUILT_IN))
                        .map(Origin::toString)),
                section.origin());
    }

    private HostPlan local(Section section, Settings settings) {
        PoolSettings pool = poolKeys.pool(section);
        String why = "there is no " + AGENT;
        settings.withoutEffect("dockermaster_pyro4_password", why);
        settings.withoutEffect("dockermaster_pyro4_port", why);
        HostSettings host = new HostSettings(
                        section.name(),
                        pool.slots().orElse(PoolKeys.DEFAULT_SLOTS),
                        pool.firstPort().orElse(PoolKeys.DEFAULT_FIRST_PORT),
                        pool.hostname().orElse(publicHost),
                        pool.ipv6Prefix(),
                        poolKeys.dockerHost(section),
                        Optional.empty(),
                        stateDirectory.resolve("hosts").resolve(section.name()))
                .withNetwork(PoolKeys.egress(settings), services(settings), privatePorts);
        return inCommon(HostPlan.local(host), section, settings);
    }

    /** The AM's own port too: its clients run in slivers as well. */
    private List<HostService> services(Settings settings) {
        List<HostService> services = new ArrayList<>(PoolKeys.hostServices(settings));
        if (publicPort > 0) {
            services.add(new HostService("tcp", publicPort));
        }
        return services;
    }

    /** A host with an agent, whose address may be missing. */
    HostPlan remote(Section section) {
        Settings settings = new Settings(section, machine, problems);
        for (String key : List.of("docker_host", "egress", "host_services")) {
            settings.setting(key)
                    .ifPresent(setting -> settings.bad(
                            setting, "absent where there is a " + AGENT + ": it stands in the agent's own file"));
        }
        int port = settings.integer("dockermaster_pyro4_port", AgentAddress.DEFAULT_PORT, 1, LAST_PORT);
        HostPlan plan = HostPlan.named(section.name())
                .withAgent(settings.matching(AGENT, ADDRESS, "the name or address of the agent's machine")
                        .map(host -> new AgentAddress(host, port)))
                .withPassword(settings.text("dockermaster_pyro4_password"))
                .withPool(poolKeys.pool(section));
        return inCommon(plan, section, settings);
    }

    private HostPlan inCommon(HostPlan plan, Section section, Settings settings) {
        return plan.withLocation(location(section, settings))
                .withCapacity(settings.flag("exclusive", false), SliverTypes.memory(settings), millicpus(settings));
    }

    private static OptionalInt millicpus(Settings settings) {
        OptionalDouble cpus = settings.decimal("cpus", 0.01, 4096);
        return cpus.isPresent() ? OptionalInt.of((int) Math.round(cpus.getAsDouble() * 1000)) : OptionalInt.empty();
    }

    private Optional<Location> location(Section section, Settings settings) {
        OptionalDouble latitude = settings.decimal("latitude", -90, 90);
        OptionalDouble longitude = settings.decimal("longitude", -180, 180);
        Optional<String> country =
                settings.matching("country", Pattern.compile("[A-Za-z]{2}"), "a country's two letters, like BE");
        if (country.isPresent() && latitude.isPresent() && longitude.isPresent()) {
            return Optional.of(new Location(
                    country.get().toUpperCase(Locale.ROOT), latitude.getAsDouble(), longitude.getAsDouble()));
        }
        if (country.isPresent() || latitude.isPresent() || longitude.isPresent()) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] has some of country, latitude and longitude: give all three, or none");
        }
        return Optional.empty();
    }

    /** Two pools on one engine would fight for ports; so would a pool and the AM's own listeners. */
    private void requireApartPorts(int amPort, int adminPort) {
        List<HostPlan> all =
                plans().stream().filter(plan -> plan.local().isPresent()).toList();
        for (int i = 0; i < all.size(); i++) {
            HostPlan plan = all.get(i);
            HostSettings host = plan.local().orElseThrow();
            for (HostPlan otherPlan : all.subList(0, i)) {
                HostSettings other = otherPlan.local().orElseThrow();
                if (host.dockerHost().equals(other.dockerHost())
                        && host.firstPort() <= lastPort(other)
                        && other.firstPort() <= lastPort(host)) {
                    report(plan, host, "share ports with " + pool(other) + " on the same engine, " + host.dockerHost());
                }
            }
            if (host.dockerHost().startsWith("unix:")) {
                List.of(amPort, adminPort).stream()
                        .filter(port -> host.firstPort() <= port && port <= lastPort(host))
                        .forEach(port -> report(plan, host, "hold port " + port + ", where this AM itself listens"));
            }
        }
    }

    private void report(HostPlan plan, HostSettings host, String what) {
        problems.error(
                hosts.getOrDefault(plan, BUILT_IN), pool(host) + " " + what + ": choose another starting_ipv4_port");
    }

    private void requireApartAgents() {
        Map<AgentAddress, String> seen = new HashMap<>();
        hosts.forEach((plan, origin) -> plan.agent().ifPresent(address -> {
            String other = seen.putIfAbsent(address, plan.name());
            if (other != null) {
                problems.error(
                        origin,
                        "[" + plan.name() + "] names the agent of [" + other + "], " + address
                                + ": a host has an agent of its own");
            }
        }));
    }

    private static String pool(HostSettings host) {
        return "the ports " + host.firstPort() + " to " + lastPort(host) + " of [" + host.name() + "]";
    }

    private static int lastPort(HostSettings host) {
        return host.firstPort() + host.slots() - 1;
    }
}
