// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.config.IniFiles.Section;

/** The keys of an agent's {@code [limits]}: the most that its host gives, whatever an AM asks. */
final class LimitKeys {
    static final Set<String> NAMES =
            Set.of("sliver_types", "capabilities", "devices", "images", "max_containers", "memory", "cpus");

    /** The capabilities that docker-am's sliver types need. */
    private static final List<String> CAPABILITIES = List.of("NET_ADMIN");

    private static final List<String> DEVICES = List.of("/dev/net/tun");

    private static final String ANY = "*";
    private static final String NONE = "none";
    private static final int DEFAULT_SLOTS = 1000;
    private static final long LEAST_MEMORY = 16L << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern DEVICE = Pattern.compile("/dev/[A-Za-z0-9._/-]+");
    private static final Pattern IMAGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/:@-]{0,254}");

    private final Problems problems;

    LimitKeys(Problems problems) {
        this.problems = problems;
    }

    HostLimits read(Section section, Machine machine) {
        Settings settings = new Settings(section, machine, problems);
        return new HostLimits(
                names(settings, "sliver_types", Optional.empty(), NAME, UnaryOperator.identity()),
                names(settings, "capabilities", Optional.of(CAPABILITIES), CAPABILITY, LimitKeys::capability),
                names(settings, "devices", Optional.of(DEVICES), DEVICE, UnaryOperator.identity()),
                names(settings, "images", Optional.empty(), IMAGE, UnaryOperator.identity()),
                settings.integer("max_containers", DEFAULT_SLOTS, 1, HostLimits.MOST_SLOTS),
                settings.size("memory", LEAST_MEMORY),
                settings.decimal("cpus", 0.01, 4096));
    }

    private static String capability(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("CAP_") ? upper.substring("CAP_".length()) : upper;
    }

    private static Optional<List<String>> names(
            Settings settings,
            String key,
            Optional<List<String>> otherwise,
            Pattern wanted,
            UnaryOperator<String> canonical) {
        List<String> names = settings.list(key).stream().map(canonical).toList();
        if (names.isEmpty()) {
            return otherwise;
        }
        if (names.equals(List.of(ANY))) {
            return Optional.empty();
        }
        if (names.size() == 1 && names.get(0).equalsIgnoreCase(NONE)) {
            return Optional.of(List.of());
        }
        if (!names.stream().allMatch(name -> wanted.matcher(name).matches())) {
            settings.setting(key)
                    .ifPresent(setting -> settings.bad(setting, "names separated by commas, '*' for any, or 'none'"));
        }
        return Optional.of(names);
    }
}
