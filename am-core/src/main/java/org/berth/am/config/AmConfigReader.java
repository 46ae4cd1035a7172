// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.config.IniFiles;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;
import org.berth.dockermaster.config.Machine;
import org.berth.dockermaster.config.Origin;
import org.berth.dockermaster.config.Problems;
import org.berth.dockermaster.config.Settings;
import org.berth.rspec.Urn;

/** Reads one configuration: the fixed sections here, hosts and sliver types in classes of their own. */
final class AmConfigReader {
    private static final int LONGEST_ALLOCATED_MINUTES = 120;
    private static final int LONGEST_LEASE_DAYS = 3650;
    private static final Pattern IMAGE = Pattern.compile(
            "(?:[a-z0-9.-]+:\\d{1,5}/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");
    private static final Set<String> WILDCARD = Set.of("0.0.0.0", "::", "[::]");

    private final Problems problems = new Problems();
    private final Machine machine;
    private final Map<String, Section> sections;
    private final Path directory;
    private final Origin whole;

    AmConfigReader(List<Path> files, Machine machine) {
        this.machine = machine;
        this.sections = IniFiles.read(files, problems);
        this.directory = files.isEmpty()
                ? machine.directory()
                : files.get(0).toAbsolutePath().normalize().resolveSibling("");
        this.whole = new Origin(files.isEmpty() ? Path.of("no configuration file") : files.get(0), 0);
    }

    AmConfig read() {
        Keys.check(sections.values(), problems);
        AmConfig.Global global = global();
        AmConfig.AggregateManager aggregateManager = aggregateManager();
        AmConfig.General general = general(aggregateManager, global);
        AmConfig.State state = state();
        AmConfig.Admin admin = admin();
        AmConfig.Enrollment enrollment = enrollment();
        AmConfig.Leases leases = leases();
        List<ContainerType> types = new SliverTypes(machine, problems).read(sections.values());
        AmConfig.Slivers slivers = slivers(types);
        AmConfig.Quotas quotas = quotas();
        Hosts hosts = new Hosts(machine, state.directory(), general.publicUrl().getHost(), problems);
        hosts.read(sections.values(), aggregateManager.port(), admin.port(), enrollment.port());
        problems.throwIfAny();
        return new AmConfig(
                global,
                aggregateManager,
                general,
                state,
                admin,
                enrollment,
                leases,
                slivers,
                quotas,
                hosts.plans(),
                types,
                written(),
                problems.warnings());
    }

    private Map<String, Map<String, String>> written() {
        Map<String, Map<String, String>> written = new LinkedHashMap<>();
        sections.values().stream().filter(section -> !Keys.isHost(section)).forEach(section -> {
            Map<String, String> values = new LinkedHashMap<>();
            section.settings().forEach((key, setting) -> values.put(key, setting.value()));
            written.put(section.name(), values);
        });
        return written;
    }

    private Settings section(String name) {
        Section none = new Section(name, whole, Map.of());
        return new Settings(sections.getOrDefault(name, none), machine, problems);
    }

    private AmConfig.Global global() {
        Settings settings = section("global");
        Path roots = settings.path("rootcadir", directory.resolve("trusted_roots"));
        Optional<Setting> baseName = settings.setting("base_name");
        if (baseName.isEmpty()) {
            problems.warning(
                    whole, "no base_name in [global]: URNs are made of this machine's name, " + machine.hostname());
            return new AmConfig.Global(machine.hostname(), roots);
        }
        // "IDN a//b" is the publicid of the URN authority a:b (RFC 3151)
        String authority = baseName.get().value().replace("//", ":");
        try {
            return new AmConfig.Global(new Urn(authority, "authority", "am").authority(), roots);
        } catch (IllegalArgumentException e) {
            settings.bad(
                    baseName.get(),
                    "a name like am.example.org or geni//gpo//gcf of letters, digits, dots, - and _, best this"
                            + " machine's public host name");
            return new AmConfig.Global(machine.hostname(), roots);
        }
    }

    private AmConfig.AggregateManager aggregateManager() {
        Settings settings = section("aggregate_manager");
        settings.withoutEffect("name", "this AM's URN is made of base_name alone");
        settings.withoutEffect("delegate", "Berth serves containers itself");
        settings.withoutEffect("multithread", "calls are always served side by side");
        return new AmConfig.AggregateManager(
                settings.text("host").orElse("0.0.0.0"),
                settings.integer("port", 8001, 0, 65535),
                settings.path("keyfile", directory.resolve("certs/am-server-key.pem")),
                settings.path("certfile", directory.resolve("certs/am-server-cert.pem")),
                settings.flag("speaks_for", true),
                settings.flag("manifest_users", false));
    }

    private AmConfig.General general(AmConfig.AggregateManager listener, AmConfig.Global global) {
        Settings settings = section("general");
        String notYet = "Berth serves no terms and conditions yet";
        if (settings.flag("terms_and_conditions_site_enabled", false)) {
            settings.withoutEffect("terms_and_conditions_site_enabled", notYet);
        }
        if (settings.flag("disallow_users_if_terms_and_conditions_not_accepted", false)) {
            settings.withoutEffect("disallow_users_if_terms_and_conditions_not_accepted", notYet);
        }
        Optional<Setting> given = settings.setting("public_url");
        Optional<URI> url = given.flatMap(setting -> publicUrl(settings, setting));
        if (given.isPresent()) {
            return new AmConfig.General(url.orElse(URI.create("https://localhost/")));
        }
        String host = LOOPBACK.contains(listener.host()) || WILDCARD.contains(listener.host())
                ? machine.hostname()
                : listener.host();
        Optional<URI> own = urlOf(host, listener.port());
        if (own.isEmpty()) {
            Origin origin = section("aggregate_manager")
                    .setting("host")
                    .map(Setting::origin)
                    .orElse(whole);
            problems.error(
                    origin,
                    "no public_url in [general], and none can be made of '" + host
                            + "': give one with this machine's public host name, like https://am.example.org:8001/");
            return new AmConfig.General(URI.create("https://localhost/"));
        }
        problems.warning(whole, "no public_url in [general]: " + global.baseName() + " is advertised at " + own.get());
        return new AmConfig.General(own.get());
    }

    /** Empty if the host is nothing that can stand in a URL. */
    private static Optional<URI> urlOf(String host, int port) {
        try {
            return Optional.of(new URI("https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/"))
                    .filter(url -> url.getHost() != null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private Optional<URI> publicUrl(Settings settings, Setting setting) {
        try {
            URI url = new URI(setting.value());
            if ("https".equals(url.getScheme()) && url.getHost() != null) {
                if (LOOPBACK.contains(url.getHost()) || WILDCARD.contains(url.getHost())) {
                    problems.warning(
                            setting.origin(),
                            "public_url = " + url + " is reached from this machine alone: name its public host name");
                }
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // reported below, as a URL of another scheme is
        }
        settings.bad(setting, "an https URL with this machine's public host name, like https://am.example.org:8001/");
        return Optional.empty();
    }

    private AmConfig.State state() {
        Settings settings = section("state");
        // the value may hold a password
        settings.setting("jdbc_url")
                .ifPresent(url -> problems.error(
                        url.origin(),
                        "jdbc_url has to be empty: database servers are not supported yet, all is kept in the"
                                + " directory of [state]"));
        return new AmConfig.State(settings.path("directory", directory.resolve("state")));
    }

    private AmConfig.Admin admin() {
        Settings settings = section("admin");
        Optional<Setting> host = settings.setting("host");
        host.filter(setting -> !LOOPBACK.contains(setting.value()))
                .ifPresent(setting -> settings.bad(setting, "127.0.0.1, ::1 or localhost: it answers whoever asks"));
        return new AmConfig.Admin(
                host.map(Setting::value).orElse("127.0.0.1"), settings.integer("port", 9443, 0, 65535));
    }

    private AmConfig.Enrollment enrollment() {
        Settings settings = section("enrollment");
        return new AmConfig.Enrollment(
                settings.text("host").orElse("0.0.0.0"), settings.integer("port", 11998, 0, 65535));
    }

    private AmConfig.Leases leases() {
        Settings settings = section("leases");
        int longest = settings.integer("max_days", 30, 1, LONGEST_LEASE_DAYS);
        int provisioned = settings.integer("default_days", Math.min(7, longest), 1, longest);
        int allocated = settings.integer("allocated_minutes", 10, 1, LONGEST_ALLOCATED_MINUTES);
        return new AmConfig.Leases(
                Duration.ofMinutes(allocated), Duration.ofDays(provisioned), Duration.ofDays(longest));
    }

    private AmConfig.Quotas quotas() {
        Settings settings = section("quotas");
        return new AmConfig.Quotas(
                quota(settings, "per_slice", 50), quota(settings, "per_user", 50), quota(settings, "per_project", 75));
    }

    private static Share quota(Settings settings, String key, int percent) {
        Share usual = new Share(percent, true);
        return settings.setting(key)
                .map(setting -> Share.parse(setting.value()).orElseGet(() -> {
                    settings.bad(setting, "a number of slots like 20, a share of all slots like 50%, or unlimited");
                    return usual;
                }))
                .orElse(usual);
    }

    private AmConfig.Slivers slivers(List<ContainerType> types) {
        Settings settings = section("slivers");
        List<String> names = types.stream().map(ContainerType::name).toList();
        Optional<Setting> chosen = settings.setting("default_type");
        chosen.filter(setting -> !names.contains(setting.value()))
                .ifPresent(setting -> settings.bad(setting, "one of " + String.join(", ", names)));
        return new AmConfig.Slivers(
                chosen.map(Setting::value).orElse(SliverTypes.DEFAULT),
                settings.flag("accept_exclusive", false),
                images(settings));
    }

    private static Set<String> images(Settings settings) {
        List<String> names = settings.list("images");
        if (!names.stream().allMatch(name -> IMAGE.matcher(name).matches())) {
            settings.setting("images")
                    .ifPresent(setting -> settings.bad(
                            setting,
                            "names of images as 'docker images' lists them, like debian:12, separated by commas"));
        }
        // An engine takes a name without a tag for this one, and lists it with the tag.
        return names.stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1).contains(":") ? name : name + ":latest")
                .collect(Collectors.toUnmodifiableSet());
    }
}
