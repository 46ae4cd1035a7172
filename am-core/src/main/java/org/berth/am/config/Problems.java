package org.berth.am.config;

import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with the configuration, so that an admin sees everything at once. */
final class Problems {
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    void error(Origin origin, String sentence) {
        errors.add(origin + ": " + sentence);
    }

    void warning(Origin origin, String sentence) {
        warnings.add(origin + ": " + sentence);
    }

    void warning(String sentence) {
        warnings.add(sentence);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
    }
}
