// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the times that clients and authorities write: RFC 3339 and the usual variants of ISO 8601. Date and time may be
 * compact ({@code 20261129T071950Z}), separated by a blank as Python's {@code str} does it, and without seconds; the end of
 * a day may be {@code 24:00:00}; offsets may be {@code +02}, {@code +0200} or {@code +02:00}. A time without a zone is UTC
 * (AM API v3; SFA). A date without a time, and a zone's name, are refused: both would have to be guessed.
 */
public final class IsoTime {
    private static final Pattern FORM =
            Pattern.compile("(?<year>\\d{4})(?:-(?<month>\\d\\d)-|(?<month2>\\d\\d))(?<day>\\d\\d)"
                    + "[T ](?<hour>\\d\\d):?(?<minute>\\d\\d)(?::?(?<second>\\d\\d)(?:[.,](?<fraction>\\d{1,30}))?)?"
                    + "(?<zone>Z|[+-]\\d\\d(?::?\\d\\d)?)?");

    private static final int NANO_DIGITS = 9;

    /** Four digits have room for the years between, so that all that is read can be written. */
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private IsoTime() {}

    /**
     * Reads a time; blank space around it is ignored.
     *
     * @return the time, to the nanosecond at most, in the years 0 to 9999
     * @throws DateTimeException if it is none
     */
    public static Instant parse(String text) {
        Matcher parts = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new DateTimeException("not a time in ISO 8601");
        }
        String month = parts.group("month") == null ? parts.group("month2") : parts.group("month");
        LocalDate day = LocalDate.of(number(parts.group("year")), number(month), number(parts.group("day")));
        int hour = number(parts.group("hour"));
        LocalTime time = LocalTime.of(
                hour == 24 ? 0 : hour,
                number(parts.group("minute")),
                number(Objects.requireNonNullElse(parts.group("second"), "0")),
                nanos(Objects.requireNonNullElse(parts.group("fraction"), "0")));
        if (hour == 24 && !time.equals(LocalTime.MIDNIGHT)) {
            throw new DateTimeException("nothing of a day is after 24:00:00");
        }
        ZoneOffset zone = ZoneOffset.of(Objects.requireNonNullElse(parts.group("zone"), "Z"));
        Instant read = day.plusDays(hour == 24 ? 1 : 0).atTime(time).toInstant(zone);
        if (read.isBefore(FIRST) || !read.isBefore(END)) {
            throw new DateTimeException("not in the years 0 to 9999");
        }
        return read;
    }

    /** The pattern leaves nothing but digits; those of other scripts are no {@code \\d}. */
    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static int nanos(String fraction) {
        return number((fraction + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS));
    }
}
