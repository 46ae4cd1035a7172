// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text from the other end, made fit for messages and log lines. */
final class PlainText {
    private static final int LONGEST = 4096;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029&&[^\\n\\t]]");

    private PlainText() {}

    /** At most 4096 characters, without control characters other than line ends and tabs. */
    static String of(@Nullable String text) {
        String known = text == null ? "" : text;
        String end = known.length() > LONGEST ? "..." : "";
        return CONTROL.matcher(known.substring(0, Math.min(known.length(), LONGEST)))
                        .replaceAll("\ufffd")
                + end;
    }

    /** The same in one line. */
    static String line(@Nullable String text) {
        return of(text).replaceAll("\\s*\\n\\s*", " / ").replace('\t', ' ');
    }
}
