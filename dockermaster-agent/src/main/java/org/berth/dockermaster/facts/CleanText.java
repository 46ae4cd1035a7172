// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.facts;

/** A text of firmware, a driver or a switch as one line that can be shown anywhere. */
final class CleanText {
    /** Longer than any honest one; LLDP's system names have at most 255 (IEEE 802.1AB, 8.5.6). */
    static final int MAX_LENGTH = 256;

    private CleanText() {}

    /** Without what cannot be seen, which becomes one blank, and of at most {@link #MAX_LENGTH} characters. */
    static String of(String text) {
        String shown = text.replaceAll("[\\s\\p{C}\\uFFFD]+", " ").strip();
        return shown.codePoints()
                .limit(MAX_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
