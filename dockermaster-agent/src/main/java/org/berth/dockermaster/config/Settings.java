// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.berth.dockermaster.config.IniFiles.Section;
import org.berth.dockermaster.config.IniFiles.Setting;

/**
 * The values of one section, typed. An empty value is none, as in docker-am. A bad value is reported and the default
 * returned, so that reading goes on and finds the rest.
 */
public final class Settings {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)(?:I?B)?");
    private static final Set<String> YES = Set.of("yes", "true", "t", "1", "on");
    private static final Set<String> NO = Set.of("no", "false", "f", "0", "off");

    private final Map<String, Setting> settings;
    private final Machine machine;
    private final Problems problems;

    /** Of a section; with what its defaults depend on, and where problems go. */
    public Settings(Section section, Machine machine, Problems problems) {
        this.settings = section.settings();
        this.machine = machine;
        this.problems = problems;
    }

    /** A value with the place where it stands. */
    public Optional<Setting> setting(String key) {
        return Optional.ofNullable(settings.get(key))
                .filter(setting -> !setting.value().isEmpty());
    }

    /** A value as it stands. */
    public Optional<String> text(String key) {
        return setting(key).map(Setting::value);
    }

    /** Relative to the file that the key stands in; {@code ~} is the user's home. */
    public Path path(String key, Path fallback) {
        return setting(key).map(setting -> resolve(setting, fallback)).orElse(fallback);
    }

    private Path resolve(Setting setting, Path fallback) {
        String value = setting.value();
        try {
            if (value.equals("~") || value.startsWith("~/")) {
                return machine.home()
                        .resolve(value.substring(Math.min(2, value.length())))
                        .normalize();
            }
            Path file = setting.origin().file().toAbsolutePath();
            return file.resolveSibling(value).normalize();
        } catch (InvalidPathException e) {
            bad(setting, "a path");
            return fallback;
        }
    }

    /** A whole number from {@code least} to {@code most}. */
    public int integer(String key, int fallback, int least, int most) {
        return integer(key, least, most).orElse(fallback);
    }

    /** A whole number from {@code least} to {@code most}; empty if there is none, or a bad one. */
    public OptionalInt integer(String key, int least, int most) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return OptionalInt.empty();
        }
        try {
            int value = Integer.parseInt(setting.get().value());
            if (value >= least && value <= most) {
                return OptionalInt.of(value);
            }
        } catch (NumberFormatException e) {
            // reported below, as a number out of range is
        }
        bad(setting.get(), "a whole number from " + least + " to " + most);
        return OptionalInt.empty();
    }

    /** A number from {@code least} to {@code most}; empty if there is none, or a bad one. */
    public OptionalDouble decimal(String key, double least, double most) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double value = new BigDecimal(setting.get().value()).doubleValue();
            if (value >= least && value <= most) {
                return OptionalDouble.of(value);
            }
        } catch (NumberFormatException e) {
            // reported below, as a number out of range is
        }
        bad(setting.get(), "a number from " + least + " to " + most);
        return OptionalDouble.empty();
    }

    /** A size in bytes, at least {@code least}, as the engine reads it: {@code 100M} is 100 times 1024 times 1024. */
    public OptionalLong size(String key, long least) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher matcher = SIZE.matcher(setting.get().value().toUpperCase(Locale.ROOT));
        if (matcher.matches()) {
            int power = "KMGT".indexOf(matcher.group(2)) + (matcher.group(2).isEmpty() ? 0 : 1);
            BigInteger bytes = new BigInteger(matcher.group(1)).shiftLeft(10 * power);
            if (bytes.bitLength() < Long.SIZE && bytes.longValue() >= least) {
                return OptionalLong.of(bytes.longValue());
            }
        }
        bad(setting.get(), "a size from " + (least >> 20) + "M up, like 100M or 2G");
        return OptionalLong.empty();
    }

    /** Yes or no, as Python's ConfigParser and docker-am write them. */
    public boolean flag(String key, boolean fallback) {
        Optional<Setting> setting = setting(key);
        if (setting.isEmpty()) {
            return fallback;
        }
        String value = setting.get().value().toLowerCase(Locale.ROOT);
        if (!YES.contains(value) && !NO.contains(value)) {
            bad(setting.get(), "yes or no");
        }
        return YES.contains(value);
    }

    /** A text that a pattern matches. */
    public Optional<String> matching(String key, Pattern pattern, String wanted) {
        setting(key)
                .filter(setting -> !pattern.matcher(setting.value()).matches())
                .ifPresent(setting -> bad(setting, wanted));
        return text(key);
    }

    /** Values separated by commas. */
    public List<String> list(String key) {
        return text(key).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Reports a value, and what would be right. */
    public void bad(Setting setting, String wanted) {
        problems.error(setting.origin(), setting.key() + " = " + setting.value() + " is wrong: it has to be " + wanted);
    }

    /** Warns of a key that is set. Does not repeat the value, which may be a password. */
    public void withoutEffect(String key, String why) {
        setting(key).ifPresent(setting -> problems.warning(setting.origin(), key + " has no effect: " + why));
    }
}
