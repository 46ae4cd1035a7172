// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.util.ArrayList;
import java.util.List;

/** Collects all that is wrong with the configuration, so that an admin sees everything at once. */
public final class Problems {
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** Adds an error, which keeps the configuration from being used. */
    public void error(Origin origin, String sentence) {
        errors.add(origin + ": " + sentence);
    }

    /** Adds a warning about something that is probably not meant, or has no effect. */
    public void warning(Origin origin, String sentence) {
        warnings.add(origin + ": " + sentence);
    }

    /** A warning about no place in particular. */
    public void warning(String sentence) {
        warnings.add(sentence);
    }

    /** All warnings so far, one sentence each. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /**
     * Ends the reading if there were errors.
     *
     * @throws ConfigException with all errors so far
     */
    public void throwIfAny() {
        if (!errors.isEmpty()) {
            throw new ConfigException(errors);
        }
    }
}
