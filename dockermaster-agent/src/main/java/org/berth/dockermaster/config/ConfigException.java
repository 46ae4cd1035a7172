// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.config;

import java.util.List;

/** The configuration cannot be used. Holds every problem found, one sentence each, with file and line. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each, never empty, in the order of the files. */
    public List<String> problems() {
        return problems;
    }
}
