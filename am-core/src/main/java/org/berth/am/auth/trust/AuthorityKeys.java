// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The keys that each authority's name is known by: the first that was seen, and those that an admin called the same
 * authority. Immutable.
 *
 * @param byName hexadecimal SHA-256 of public keys by the authority's name in lower case, the first key first; no
 *     key is under two names
 */
public record AuthorityKeys(Map<String, List<String>> byName) {
    public static final AuthorityKeys NONE = new AuthorityKeys(Map.of());

    private static final String KEY = "key:";

    /**
     * Reads a file's text: a line for each authority, with its name and its keys as {@code key:} and 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException with a sentence, if a line is something else
     */
    public static AuthorityKeys read(String text) {
        Map<String, List<String>> read = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String plain = line.strip();
            if (plain.isEmpty() || plain.startsWith("#")) {
                continue;
            }
            if (!plain.matches("\\S+( +key:[0-9a-f]{64})+")) {
                throw new IllegalArgumentException(
                        "line " + number + " is no authority's name with its keys (key: and 64 hexadecimal digits)");
            }
            List<String> words = List.of(plain.split(" +"));
            for (String key : words.subList(1, words.size())) {
                read.computeIfAbsent(words.get(0).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(key.substring(KEY.length()));
            }
        }
        return new AuthorityKeys(read);
    }

    /** The text of a file that says this. */
    public String text() {
        return "# The keys by which each authority's name is known; berth trust same-authority adds one.\n"
                + byName.entrySet().stream()
                        .map(entry -> entry.getKey()
                                + entry.getValue().stream()
                                        .map(key -> " " + KEY + key)
                                        .collect(Collectors.joining())
                                + "\n")
                        .collect(Collectors.joining());
    }

    /** The keys of an authority's name; none if it is not known yet. */
    List<String> of(String name) {
        return byName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /** These, and a name that was not known. */
    AuthorityKeys with(String name, String key) {
        Map<String, List<String>> more = new LinkedHashMap<>(byName);
        more.put(name.toLowerCase(Locale.ROOT), List.of(key));
        return new AuthorityKeys(more);
    }

    /**
     * These, with two keys as those of one authority.
     *
     * @param name the authority's, used if neither key is known yet
     * @throws IllegalArgumentException with a sentence, if they are known as those of two authorities, or not at all
     */
    public AuthorityKeys same(String former, String next, Optional<String> name) {
        Optional<String> formerName = nameOf(former);
        Optional<String> nextName = nameOf(next);
        if (formerName.isPresent() && nextName.isPresent() && !formerName.equals(nextName)) {
            throw new IllegalArgumentException("key:" + former + " is that of " + formerName.get() + ", and key:" + next
                    + " that of " + nextName.get());
        }
        String one = formerName
                .or(() -> nextName)
                .or(() -> name.map(given -> given.toLowerCase(Locale.ROOT)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "neither key is known here: give the certificates' PEM files instead"));
        List<String> keys = new ArrayList<>(of(one));
        // Slices are bound to the first, which stays so, in whichever order the two are named.
        for (String key : List.of(former, next)) {
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        Map<String, List<String>> more = new LinkedHashMap<>(byName);
        more.put(one, List.copyOf(keys));
        return new AuthorityKeys(more);
    }

    private Optional<String> nameOf(String key) {
        return byName.entrySet().stream()
                .filter(entry -> entry.getValue().contains(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
