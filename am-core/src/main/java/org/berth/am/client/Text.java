// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

/** Makes texts of an AM fit for a terminal. */
public final class Text {
    private Text() {}

    /** The text with line breaks and tabs, and ? for what else drives a terminal instead of being shown. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]", "?");
    }
}
