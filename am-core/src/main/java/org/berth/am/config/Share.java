// SPDX-License-Identifier: Apache-2.0
package org.berth.am.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of slots that a user or slice may have.
 *
 * @param amount slots, or per cent of all slots; 100 per cent: as many as there are
 * @param percent whether it is a percentage
 */
public record Share(int amount, boolean percent) {
    /** As many as there are. */
    public static final Share UNLIMITED = new Share(100, true);

    private static final Pattern TEXT = Pattern.compile("([1-9]\\d{0,6})(%?)");

    /** Reads a number of slots, a percentage, or {@code unlimited}; empty if the text is none of them. */
    static Optional<Share> parse(String text) {
        if (text.equals("unlimited")) {
            return Optional.of(UNLIMITED);
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Share share =
                new Share(Integer.parseInt(matcher.group(1)), !matcher.group(2).isEmpty());
        return share.percent && share.amount > UNLIMITED.amount ? Optional.empty() : Optional.of(share);
    }
}
