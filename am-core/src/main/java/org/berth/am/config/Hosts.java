package org.berth.am.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.berth.am.config.AmConfig.Location;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;
import org.berth.dockermaster.config.Machine;
import org.berth.dockermaster.config.Origin;
import org.berth.dockermaster.config.PoolKeys;
import org.berth.dockermaster.config.Problems;
import org.berth.dockermaster.config.Settings;

/** The sections that describe container hosts: all whose names mean nothing else. */
final class Hosts {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Machine machine;
    private final Path stateDirectory;
    private final String publicHost;
    private final Problems problems;
    private final PoolKeys poolKeys;
    private final Map<HostSettings, Origin> hosts = new LinkedHashMap<>();
    private final Map<String, Location> locations = new LinkedHashMap<>();

    Hosts(Machine machine, Path stateDirectory, String publicHost, Problems problems) {
        this.machine = machine;
        this.stateDirectory = stateDirectory;
        this.publicHost = publicHost;
        this.problems = problems;
        this.poolKeys = new PoolKeys(machine, problems);
    }

    List<HostSettings> settings() {
        return List.copyOf(hosts.keySet());
    }

    Map<String, Location> locations() {
        return locations;
    }

    void read(Collection<Section> sections, int amPort, int adminPort) {
        List<Section> hostSections =
                new ArrayList<>(sections.stream().filter(Keys::isHost).toList());
        if (hostSections.isEmpty()) {
            problems.warning("no section names a container host: one named 'local' with all defaults is used");
            hostSections.add(new Section("local", new Origin(Path.of("the built-in host"), 0), Map.of()));
        }
        hostSections.forEach(this::read);
        requireApartPorts(amPort, adminPort);
    }

    private void read(Section section) {
        if (!NAME.matcher(section.name()).matches()) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] is read as a container host, and a host's name has letters, digits, dots,"
                            + " - and _, at most 63; a sliver type is written [sliver_type NAME]");
            return;
        }
        Settings settings = new Settings(section, machine, problems);
        refuseRemote(settings);
        PoolSettings pool = poolKeys.pool(section);
        hosts.put(
                new HostSettings(
                        section.name(),
                        pool.slots().orElse(PoolKeys.DEFAULT_SLOTS),
                        pool.firstPort().orElse(PoolKeys.DEFAULT_FIRST_PORT),
                        pool.hostname().orElse(publicHost),
                        pool.ipv6Prefix(),
                        poolKeys.dockerHost(section),
                        Optional.empty(),
                        stateDirectory.resolve("hosts").resolve(section.name())),
                section.origin());
        location(section, settings);
    }

    private static void refuseRemote(Settings settings) {
        Optional<Setting> remote = settings.setting("dockermaster_pyro4_host");
        if (remote.isPresent()) {
            settings.bad(remote.get(), "empty: hosts on other machines are not supported yet");
        } else {
            String why = "there is no dockermaster_pyro4_host";
            settings.withoutEffect("dockermaster_pyro4_password", why);
            settings.withoutEffect("dockermaster_pyro4_port", why);
        }
    }

    private void location(Section section, Settings settings) {
        OptionalDouble latitude = settings.decimal("latitude", -90, 90);
        OptionalDouble longitude = settings.decimal("longitude", -180, 180);
        Optional<String> country =
                settings.matching("country", Pattern.compile("[A-Za-z]{2}"), "a country's two letters, like BE");
        if (country.isPresent() && latitude.isPresent() && longitude.isPresent()) {
            locations.put(
                    section.name(),
                    new Location(
                            country.get().toUpperCase(Locale.ROOT), latitude.getAsDouble(), longitude.getAsDouble()));
        } else if (country.isPresent() || latitude.isPresent() || longitude.isPresent()) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] has some of country, latitude and longitude: give all three, or none");
        }
    }

    /** Two pools on one engine would fight for ports; so would a pool and the AM's own listeners. */
    private void requireApartPorts(int amPort, int adminPort) {
        List<HostSettings> all = settings();
        for (int i = 0; i < all.size(); i++) {
            HostSettings host = all.get(i);
            for (HostSettings other : all.subList(0, i)) {
                if (host.dockerHost().equals(other.dockerHost())
                        && host.firstPort() <= lastPort(other)
                        && other.firstPort() <= lastPort(host)) {
                    report(host, "share ports with " + pool(other) + " on the same engine, " + host.dockerHost());
                }
            }
            if (host.dockerHost().startsWith("unix:")) {
                List.of(amPort, adminPort).stream()
                        .filter(port -> host.firstPort() <= port && port <= lastPort(host))
                        .forEach(port -> report(host, "hold port " + port + ", where this AM itself listens"));
            }
        }
    }

    private void report(HostSettings host, String what) {
        problems.error(
                hosts.getOrDefault(host, new Origin(stateDirectory, 0)),
                pool(host) + " " + what + ": choose another starting_ipv4_port");
    }

    private static String pool(HostSettings host) {
        return "the ports " + host.firstPort() + " to " + lastPort(host) + " of [" + host.name() + "]";
    }

    private static int lastPort(HostSettings host) {
        return host.firstPort() + host.slots() - 1;
    }
}
