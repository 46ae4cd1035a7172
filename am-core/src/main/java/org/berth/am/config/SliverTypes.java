// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.Machine;
import org.berth.dockermaster.config.PoolKeys;
import org.berth.dockermaster.config.Problems;
import org.berth.dockermaster.config.Settings;

/**
 * The container types: docker-am's three, and those of sections {@code [sliver_type NAME]}, which may also replace one of
 * the three. The blank keeps these sections apart from hosts, whose names have none.
 */
final class SliverTypes {
    static final String DEFAULT = "docker-container";

    private static final long MEBIBYTE = 1024 * 1024;
    private static final long LEAST_MEMORY = 16 * MEBIBYTE;
    /** A container writes some of its own at its first start. */
    private static final long LEAST_DISK = 100 * MEBIBYTE;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern DEVICE = Pattern.compile("/dev/[A-Za-z0-9._/-]+");

    private final Machine machine;
    private final Problems problems;

    SliverTypes(Machine machine, Problems problems) {
        this.machine = machine;
        this.problems = problems;
    }

    List<ContainerType> read(Collection<Section> sections) {
        Map<String, ContainerType> types = new LinkedHashMap<>();
        for (ContainerType type : builtIn()) {
            types.put(type.name(), type);
        }
        for (Section section : sections) {
            if (Keys.isSliverType(section)) {
                ContainerType type = read(section);
                types.put(type.name(), type);
            }
        }
        return List.copyOf(types.values());
    }

    private static List<ContainerType> builtIn() {
        return List.of(
                type(DEFAULT, OptionalLong.empty(), List.of(), List.of()),
                type("docker-container_100M", OptionalLong.of(100 * MEBIBYTE), List.of(), List.of()),
                type(
                        "docker-container-with-tunnel",
                        OptionalLong.empty(),
                        List.of("NET_ADMIN"),
                        List.of("/dev/net/tun")));
    }

    private static ContainerType type(
            String name, OptionalLong memory, List<String> capabilities, List<String> devices) {
        return new ContainerType(name, memory, OptionalDouble.empty(), OptionalLong.empty(), capabilities, devices);
    }

    private ContainerType read(Section section) {
        Settings settings = new Settings(section, machine, problems);
        String name = section.name().substring(Keys.SLIVER_TYPE.length()).strip();
        if (!NAME.matcher(name).matches()) {
            problems.error(
                    section.origin(),
                    "a sliver type's name has letters, digits, dots, - and _, at most 63; this is '" + name + "'");
        }
        return new ContainerType(
                name,
                limit(settings, "memory", () -> memory(settings)),
                isUnlimited(settings, "cpus")
                        ? OptionalDouble.of(ContainerType.UNLIMITED)
                        : settings.decimal("cpus", 0.01, 4096),
                limit(settings, "pids", () -> pids(settings)),
                limit(settings, "disk", () -> settings.size("disk", LEAST_DISK)),
                capabilities(settings),
                checked(
                        settings,
                        "devices",
                        settings.list("devices"),
                        DEVICE,
                        "devices of the host, like /dev/net/tun"),
                PoolKeys.egress(settings));
    }

    private static List<String> capabilities(Settings settings) {
        List<String> names = settings.list("capabilities").stream()
                .map(name -> name.toUpperCase(Locale.ROOT))
                .map(name -> name.startsWith("CAP_") ? name.substring("CAP_".length()) : name)
                .toList();
        return checked(settings, "capabilities", names, CAPABILITY, "names of Linux capabilities, like NET_ADMIN");
    }

    private static List<String> checked(
            Settings settings, String key, List<String> values, Pattern wanted, String example) {
        if (!values.stream().allMatch(value -> wanted.matcher(value).matches())) {
            settings.setting(key).ifPresent(setting -> settings.bad(setting, example + ", separated by commas"));
        }
        return values;
    }

    private static boolean isUnlimited(Settings settings, String key) {
        return settings.text(key).filter("unlimited"::equalsIgnoreCase).isPresent();
    }

    private static OptionalLong limit(Settings settings, String key, Supplier<OptionalLong> number) {
        return isUnlimited(settings, key) ? OptionalLong.of(ContainerType.UNLIMITED) : number.get();
    }

    private static OptionalLong pids(Settings settings) {
        OptionalInt pids = settings.integer("pids", 1, Integer.MAX_VALUE);
        return pids.isPresent() ? OptionalLong.of(pids.getAsInt()) : OptionalLong.empty();
    }

    static OptionalLong memory(Settings settings) {
        return settings.size("memory", LEAST_MEMORY);
    }
}
