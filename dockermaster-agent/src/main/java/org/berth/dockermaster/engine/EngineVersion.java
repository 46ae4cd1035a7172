// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that an engine reports.
 *
 * @param engine its version, e.g. {@code 20.10.24+dfsg1}
 * @param api the newest API version it speaks, e.g. {@code 1.41}
 */
public record EngineVersion(String engine, String api) {
    private static final Pattern MAJOR = Pattern.compile("(\\d{1,9})\\..*");

    /** The first number of the engine's version; 0 if it has none. */
    public int major() {
        Matcher matcher = MAJOR.matcher(engine);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** For people, e.g. {@code docker 20.10.24+dfsg1 (API 1.41)}. */
    @Override
    public String toString() {
        return "docker " + engine + " (API " + api + ")";
    }
}
