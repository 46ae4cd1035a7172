// SPDX-License-Identifier: Apache-2.0
package org.berth.am.base;

/** Text of others, made fit for a message or a log line. */
public final class Printable {
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    /** The text with everything but printable ASCII replaced by {@code ?}, and cut where it is long. */
    public static String of(String text) {
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return shown.replaceAll("[^ -~]", "?");
    }
}
