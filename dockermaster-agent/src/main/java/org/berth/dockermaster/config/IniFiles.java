// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads INI files as Python's ConfigParser does, which docker-am reads its own with: {@code key = value} or
 * {@code key: value}, comment lines with {@code #} or {@code ;}, a comment after {@code  ;} in a value, keys without
 * regard to case. Not taken over: continuation lines, interpolation, {@code [DEFAULT]}. Several files are read as one.
 *
 * <p>Written here because admins are told file and line of every problem, which INI libraries forget.
 */
public final class IniFiles {
    private static final Pattern HEADER = Pattern.compile("\\[([^\\]]+)\\]\\s*([#;].*)?");
    private static final Pattern SETTING = Pattern.compile("([^:=\\s][^:=]*?)\\s*[:=]\\s*(.*)");
    private static final Pattern INLINE_COMMENT = Pattern.compile("(^|\\s);.*$");

    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final Problems problems;

    private IniFiles(Problems problems) {
        this.problems = problems;
    }

    /** All sections of the files by name, in the order in which they first appear. */
    public static Map<String, Section> read(List<Path> files, Problems problems) {
        IniFiles ini = new IniFiles(problems);
        files.forEach(ini::read);
        return ini.sections;
    }

    private void read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            problems.error(new Origin(file, 0), "cannot be read as UTF-8 text: " + e);
            return;
        }
        Section section = null;
        for (int i = 0; i < lines.size(); i++) {
            section = readLine(lines.get(i).strip(), new Origin(file, i + 1), section);
        }
    }

    private @Nullable Section readLine(String line, Origin origin, @Nullable Section section) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
            return section;
        }
        Matcher header = HEADER.matcher(line);
        if (header.matches()) {
            String name = header.group(1).strip();
            return sections.computeIfAbsent(name, n -> new Section(n, origin, new LinkedHashMap<>()));
        }
        Matcher setting = SETTING.matcher(line);
        if (!setting.matches()) {
            problems.error(origin, "'" + line + "' is neither [section] nor key = value nor a comment (# or ;)");
        } else if (section == null) {
            problems.error(origin, "'" + setting.group(1) + "' stands before the first [section]");
        } else {
            add(section, setting.group(1), setting.group(2), origin);
        }
        return section;
    }

    private void add(Section section, String key, String rawValue, Origin origin) {
        String name = key.toLowerCase(Locale.ROOT);
        String value = INLINE_COMMENT.matcher(rawValue).replaceFirst("").strip();
        Setting earlier =
                section.settings().putIfAbsent(name, new Setting(name, value.equals("\"\"") ? "" : value, origin));
        if (earlier != null) {
            problems.error(
                    origin,
                    "'" + name + "' of [" + section.name() + "] was given before, at " + earlier.origin()
                            + ": keep one of the two");
        }
    }

    /** A {@code key = value}; the key in lower case. */
    public record Setting(String key, String value, Origin origin) {}

    /**
     * A section with its settings by key.
     *
     * @param origin where it first appears
     */
    public record Section(String name, Origin origin, Map<String, Setting> settings) {}
}
