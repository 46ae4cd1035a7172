// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec;

/** Text of a document, made fit for messages. This module knows no other of Berth, so it has a rule of its own. */
public final class PrintableAscii {
    private PrintableAscii() {}

    /** The text with {@code ?} for everything but printable ASCII. */
    public static String of(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    /**
     * The beginning of a text, likewise.
     *
     * @param longest a longer text is cut after so many characters, and ends with {@code ...}
     */
    public static String of(String text, int longest) {
        return of(text.length() > longest ? text.substring(0, longest) + "..." : text);
    }
}
