package org.berth.am.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The times in credentials: {@code xs:dateTime}, where no zone means UTC (SFA; seen with offsets and fractions). */
final class XsDateTime {
    private static final Pattern FORM =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)(Z|[+-]\\d\\d:?\\d\\d)?");

    private XsDateTime() {}

    /**
     * Reads a time.
     *
     * @throws CredentialRefused if it is none
     */
    static Instant parse(String text) throws CredentialRefused {
        Matcher parts = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (parts.matches()) {
            try {
                String zone = parts.group(2) == null ? "Z" : parts.group(2);
                return LocalDateTime.parse(parts.group(1), DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                        .toInstant(ZoneOffset.of(zone));
            } catch (DateTimeException e) {
                // falls through to the one refusal
            }
        }
        throw new CredentialRefused(
                "<expires> is not a time such as 2030-01-31T12:00:00Z: '" + Printable.of(text) + "'");
    }
}
