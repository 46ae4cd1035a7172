// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text of others, made fit for messages, log lines and terminals: it forges no line, drives no terminal, and does not reorder
 * what stands around it.
 *
 * <p>Invisible here are control characters (C0, DEL, C1), format characters (bidi marks, zero-width and tag characters), lone
 * surrogates, line and paragraph separators, and noncharacters. No text at all is the empty text.
 */
public final class Printable {
    private static final int LONGEST_ASCII = 200;
    /** Of a text so many times the allowed length is cleaned: much of it may be white space, and what is beyond costs nothing. */
    private static final int LOOKED_AT = 4;

    private static final String DOTS = "...";
    private static final String INVISIBLES = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{IsNoncharacter_Code_Point}";
    private static final Pattern INVISIBLE = Pattern.compile("[" + INVISIBLES + "]");
    private static final Pattern INVISIBLE_IN_LINES = Pattern.compile("[" + INVISIBLES + "&&[^\\n\\t]]");
    private static final Pattern BLANKS = Pattern.compile("[\\s\\x85\\p{Z}]+");
    private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

    private Printable() {}

    /** One line of at most 200 characters of ASCII, for clients and files that know no more: {@code ?} for all else. */
    public static String ascii(@Nullable String text) {
        return ascii(text, LONGEST_ASCII);
    }

    /**
     * One line of ASCII, with {@code ?} for all else.
     *
     * @param longest at least 4; a longer text is cut and ends with {@code ...}
     */
    public static String ascii(@Nullable String text, int longest) {
        return NOT_ASCII.matcher(cut(text, longest)).replaceAll("?");
    }

    /**
     * One line, with a single blank for each run of white space and {@code ?} for what is invisible.
     *
     * @param longest at least 4; a longer text is cut and ends with {@code ...}
     */
    public static String line(@Nullable String text, int longest) {
        String beginning = cut(text, (int) Math.min((long) longest * LOOKED_AT, Integer.MAX_VALUE));
        String oneLine = BLANKS.matcher(beginning).replaceAll(" ").strip();
        return INVISIBLE.matcher(cut(oneLine, longest)).replaceAll("?");
    }

    /** The same, whole. */
    public static String line(@Nullable String text) {
        return line(text, Integer.MAX_VALUE);
    }

    /** The whole text with its line ends (LF) and tabs, and {@code ?} for whatever else is invisible. */
    public static String lines(@Nullable String text) {
        return INVISIBLE_IN_LINES.matcher(text == null ? "" : text).replaceAll("?");
    }

    /**
     * The same, cut.
     *
     * @param longest at least 4; a longer text is cut and ends with {@code ...}
     */
    public static String lines(@Nullable String text, int longest) {
        return lines(cut(text, longest));
    }

    /** Returns whether a text is one line in which everything can be seen. */
    public static boolean isLine(String text) {
        // Lists of many slivers are checked by this, and nearly all of their text is ASCII.
        return text.chars().allMatch(c -> c >= ' ' && c <= '~')
                || !INVISIBLE.matcher(text).find();
    }

    /** Never between the two halves of a character. */
    private static String cut(@Nullable String text, int longest) {
        if (text == null || text.length() <= longest) {
            return text == null ? "" : text;
        }
        int end = longest - DOTS.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + DOTS;
    }
}
