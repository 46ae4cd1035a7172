// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;

/** The keys that describe a container host's pool, in an AM's section of the host and in an agent's own. */
public final class PoolKeys {
    /** {@code max_containers}, unless somebody says otherwise. */
    public static final int DEFAULT_SLOTS = 20;

    /** {@code starting_ipv4_port}, unless somebody says otherwise. */
    public static final int DEFAULT_FIRST_PORT = 12000;

    /** The keys themselves. */
    public static final Set<String> NAMES = Set.of(
            "max_containers",
            "starting_ipv4_port",
            "node_ipv4_hostname",
            "ipv6_prefix",
            "docker_host",
            "egress",
            "host_services");

    private static final String DEFAULT_DOCKER_HOST = "unix:///var/run/docker.sock";
    private static final int LAST_PRIVILEGED_PORT = 1024;
    private static final int LAST_PORT = 65535;
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9._:-]+");
    private static final Pattern DOCKER_HOST = Pattern.compile("unix:///.+|tcp://[^/\\s]+:\\d+/?");

    private final Machine machine;
    private final Problems problems;

    /** Reads with a machine's defaults, and reports to {@code problems}. */
    public PoolKeys(Machine machine, Problems problems) {
        this.machine = machine;
        this.problems = problems;
    }

    /** Reads the pool's settings from a section; a key that is missing, empty or wrong is absent. */
    public PoolSettings pool(Section section) {
        Settings settings = new Settings(section, machine, problems);
        OptionalInt slots = settings.integer("max_containers", 1, 10000);
        OptionalInt given = settings.integer("starting_ipv4_port", 0, LAST_PORT);
        // as docker-am does: a privileged port means the default
        OptionalInt firstPort = given.orElse(0) > LAST_PRIVILEGED_PORT ? given : OptionalInt.empty();
        int first = firstPort.orElse(DEFAULT_FIRST_PORT);
        int last = first + slots.orElse(DEFAULT_SLOTS) - 1;
        if (last > LAST_PORT) {
            problems.error(
                    section.origin(),
                    "[" + section.name() + "] needs the ports " + first + " to " + last
                            + " (starting_ipv4_port, max_containers): there are none above " + LAST_PORT);
        }
        return new PoolSettings(
                settings.matching("node_ipv4_hostname", HOSTNAME, "a host name or address"),
                firstPort,
                slots,
                ipv6Prefix(settings));
    }

    /** Reads the destinations outside that containers may connect to; all unless a section says otherwise. */
    public static Egress egress(Settings settings) {
        return settings.setting("egress")
                .map(setting -> {
                    try {
                        return Egress.parse(setting.value());
                    } catch (IllegalArgumentException e) {
                        settings.bad(setting, Egress.FORMS + "; " + e.getMessage());
                        return Egress.ALL;
                    }
                })
                .orElse(Egress.ALL);
    }

    /** The listeners of this machine that containers may connect to. */
    public static List<HostService> hostServices(Settings settings) {
        List<HostService> services = new ArrayList<>();
        for (String text : settings.list("host_services")) {
            try {
                services.add(HostService.parse(text));
            } catch (IllegalArgumentException e) {
                settings.setting("host_services")
                        .ifPresent(setting -> settings.bad(setting, HostService.FORM + "; " + e.getMessage()));
            }
        }
        return services;
    }

    private static Optional<String> ipv6Prefix(Settings settings) {
        Optional<Setting> setting = settings.setting("ipv6_prefix");
        Optional<String> prefix = setting.map(Setting::value).flatMap(Ipv6Prefix::toCidr);
        if (setting.isPresent() && prefix.isEmpty()) {
            settings.bad(setting.get(), Ipv6Prefix.FORMS);
        }
        return prefix;
    }

    /** The engine of a section, {@code unix:///path} or {@code tcp://host:port}. */
    public String dockerHost(Section section) {
        Optional<String> given = new Settings(section, machine, problems)
                .matching("docker_host", DOCKER_HOST, "unix:///path/of/docker.sock or tcp://host:port");
        String fromEnvironment = machine.dockerHost().orElse(DEFAULT_DOCKER_HOST);
        if (given.isEmpty() && !DOCKER_HOST.matcher(fromEnvironment).matches()) {
            problems.error(
                    new Origin(Path.of("environment variable DOCKER_HOST"), 0),
                    fromEnvironment + " is wrong: it has to be unix:///path/of/docker.sock or tcp://host:port");
        }
        return given.orElse(fromEnvironment);
    }
}
