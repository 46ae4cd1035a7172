package org.berth.am.client;

/** What an AM sent, made fit for a terminal. */
public final class Text {
    private Text() {}

    /** The text with line breaks and tabs, and without other control characters, which could drive a terminal. */
    public static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "?");
    }
}
