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
import org.berth.am.config.IniFiles.Section;
import org.berth.am.config.IniFiles.Setting;
import org.berth.dockermaster.HostSettings;

/** The sections that describe container hosts: all whose names mean nothing else. */
final class Hosts {
    private static final String DEFAULT_DOCKER_HOST = "unix:///var/run/docker.sock";
    private static final int DEFAULT_FIRST_PORT = 12000;
    private static final int LAST_PRIVILEGED_PORT = 1024;
    private static final int LAST_PORT = 65535;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final Pattern DOCKER_HOST = Pattern.compile("unix:///.+|tcp://[^/\\s]+:\\d+/?");

    private final Machine machine;
    private final Path stateDirectory;
    private final String publicHost;
    private final Problems problems;
    private final Map<HostSettings, Origin> hosts = new LinkedHashMap<>();
    private final Map<String, Location> locations = new LinkedHashMap<>();

    Hosts(Machine machine, Path stateDirectory, String publicHost, Problems problems) {
        this.machine = machine;
        this.stateDirectory = stateDirectory;
        this.publicHost = publicHost;
        this.problems = problems;
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
        int slots = settings.integer("max_containers", 20, 1, 10000);
        int firstPort = settings.integer("starting_ipv4_port", DEFAULT_FIRST_PORT, 0, LAST_PORT);
        // as docker-am does
        firstPort = firstPort <= LAST_PRIVILEGED_PORT ? DEFAULT_FIRST_PORT : firstPort;
        if (firstPort + slots - 1 > LAST_PORT) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] needs the ports " + firstPort + " to " + (firstPort + slots - 1)
                            + " (starting_ipv4_port, max_containers): there are none above " + LAST_PORT);
        }
        hosts.put(
                new HostSettings(
                        section.name(),
                        slots,
                        firstPort,
                        checked(settings, "node_ipv4_hostname", HOSTNAME, "a host name or address")
                                .orElse(publicHost),
                        ipv6Prefix(settings),
                        dockerHost(settings),
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

    private static Optional<String> checked(Settings settings, String key, Pattern pattern, String wanted) {
        settings.setting(key)
                .filter(setting -> !pattern.matcher(setting.value()).matches())
                .ifPresent(setting -> settings.bad(setting, wanted));
        return settings.text(key);
    }

    private static Optional<String> ipv6Prefix(Settings settings) {
        Optional<Setting> setting = settings.setting("ipv6_prefix");
        Optional<String> prefix = setting.map(Setting::value).flatMap(Ipv6Prefix::toCidr);
        if (setting.isPresent() && prefix.isEmpty()) {
            settings.bad(setting.get(), Ipv6Prefix.FORMS);
        }
        return prefix;
    }

    private String dockerHost(Settings settings) {
        Optional<String> given =
                checked(settings, "docker_host", DOCKER_HOST, "unix:///path/of/docker.sock or tcp://host:port");
        String fromEnvironment = machine.dockerHost().orElse(DEFAULT_DOCKER_HOST);
        if (given.isEmpty() && !DOCKER_HOST.matcher(fromEnvironment).matches()) {
            problems.error(
                    new Origin(Path.of("environment variable DOCKER_HOST"), 0),
                    fromEnvironment + " is wrong: it has to be unix:///path/of/docker.sock or tcp://host:port");
        }
        return given.orElse(fromEnvironment);
    }

    private void location(Section section, Settings settings) {
        OptionalDouble latitude = settings.decimal("latitude", -90, 90);
        OptionalDouble longitude = settings.decimal("longitude", -180, 180);
        Optional<String> country =
                checked(settings, "country", Pattern.compile("[A-Za-z]{2}"), "a country's two letters, like BE");
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
