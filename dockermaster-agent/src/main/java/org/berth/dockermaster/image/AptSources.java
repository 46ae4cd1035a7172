// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A host's apt sources (sources.list(5)): one-line files {@code *.list} and deb822 files {@code *.sources}.
 *
 * @param entries each URI with each of its suites
 */
record AptSources(List<Entry> entries) {
    /** @param options in brackets as in a one-line source, or empty */
    record Entry(String options, String uri, String suite, List<String> components) {}

    private static final Pattern ONE_LINE =
            Pattern.compile("deb\\s+(\\[[^]]*]\\s+)?(\\S+)\\s+(\\S+)((?:\\s+[^\\s#]+)*)\\s*(?:#.*)?");
    private static final Pattern RELEASE = Pattern.compile("[a-z]+(-updates|-security)?");

    /** Those of the machine that this process runs on; none where it has no apt. */
    static AptSources ofHost() {
        return read(Path.of("/etc/apt"));
    }

    static AptSources read(Path aptFolder) {
        List<Entry> entries = new ArrayList<>();
        Path parts = aptFolder.resolve("sources.list.d");
        try {
            List<Path> files = new ArrayList<>(List.of(aptFolder.resolve("sources.list")));
            if (Files.isDirectory(parts)) {
                try (Stream<Path> found = Files.list(parts)) {
                    found.sorted().forEach(files::add);
                }
            }
            for (Path file : files) {
                if (Files.isReadable(file) && file.toString().endsWith(".list")) {
                    oneLine(Files.readAllLines(file), entries);
                } else if (Files.isReadable(file) && file.toString().endsWith(".sources")) {
                    deb822(Files.readAllLines(file), entries);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the apt sources in " + aptFolder, e);
        }
        return new AptSources(List.copyOf(entries));
    }

    /**
     * One-line sources of Debian's own archive for a release, its updates and its security updates, from the mirrors
     * that this host uses for its own release.
     *
     * @return empty if this host names no mirror of Debian
     */
    List<String> forSuite(String codename) {
        List<String> lines = new ArrayList<>();
        boolean hasRelease = false;
        for (Entry entry : entries) {
            Matcher release = RELEASE.matcher(entry.suite());
            // Third parties name suites of theirs after Debian's releases.
            boolean debians = entry.uri().toLowerCase(Locale.ROOT).contains("debian")
                    && entry.components().contains("main");
            if (debians && release.matches()) {
                String suffix = release.group(1) == null ? "" : release.group(1);
                hasRelease |= suffix.isEmpty();
                String options = entry.options().isEmpty() ? "" : entry.options() + " ";
                lines.add("deb " + options + entry.uri() + " " + codename + suffix + " main");
            }
        }
        return hasRelease ? lines.stream().distinct().toList() : List.of();
    }

    private static void oneLine(List<String> lines, List<Entry> entries) {
        for (String line : lines) {
            Matcher source = ONE_LINE.matcher(line.strip());
            if (source.matches()) {
                String options = source.group(1) == null ? "" : source.group(1).strip();
                entries.add(new Entry(options, source.group(2), source.group(3), words(source.group(4))));
            }
        }
    }

    private static void deb822(List<String> lines, List<Entry> entries) {
        Map<String, String> stanza = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String field = "";
        for (String line : lines) {
            if (line.isBlank()) {
                finish(stanza, entries);
                stanza.clear();
            } else if (Character.isWhitespace(line.charAt(0))) {
                stanza.merge(field, line, (first, more) -> first + " " + more);
            } else if (!line.startsWith("#") && line.indexOf(':') > 0) {
                field = line.substring(0, line.indexOf(':')).strip();
                stanza.put(field, line.substring(line.indexOf(':') + 1).strip());
            }
        }
        finish(stanza, entries);
    }

    private static void finish(Map<String, String> stanza, List<Entry> entries) {
        boolean enabled = !stanza.getOrDefault("Enabled", "yes").equalsIgnoreCase("no");
        if (!enabled || !words(stanza.getOrDefault("Types", "")).contains("deb")) {
            return;
        }
        // A key may also stand in the field itself; then apt's own keyring has to do.
        String key = stanza.getOrDefault("Signed-By", "");
        String options = key.startsWith("/") ? "[signed-by=" + key + "]" : "";
        List<String> components = words(stanza.getOrDefault("Components", ""));
        for (String uri : words(stanza.getOrDefault("URIs", ""))) {
            for (String suite : words(stanza.getOrDefault("Suites", ""))) {
                entries.add(new Entry(options, uri, suite, components));
            }
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
