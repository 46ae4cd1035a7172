// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Hints at the key that an admin who wrote an unknown one may have meant. */
public final class NearestKey {
    private NearestKey() {}

    /**
     * The end of a sentence about an unknown key.
     *
     * @param known the keys of the section that it stands in; not empty
     * @param elsewhere the keys of other sections, by section
     */
    public static String hint(String key, Set<String> known, Map<String, Set<String>> elsewhere) {
        Optional<String> other = elsewhere.entrySet().stream()
                .filter(section -> section.getValue().contains(key))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
        if (other.isPresent()) {
            return ": it is a key of [" + other.get() + "]";
        }
        String nearest = known.stream()
                .sorted()
                .min(Comparator.comparingInt(candidate -> distance(key, candidate)))
                .orElseThrow();
        return distance(key, nearest) <= Math.max(2, key.length() / 3)
                ? ": did you mean '" + nearest + "'?"
                : ": known here are " + String.join(", ", new TreeSet<>(known));
    }

    /** Levenshtein's edit distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
