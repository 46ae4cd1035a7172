// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --end}. */
final class EndOption {
    @Option(
            names = "--end",
            paramLabel = "TIME",
            converter = Time.class,
            description = "When the lease should end, like 2030-01-31T12:00:00Z, or +7d from now. Without it: the AM's"
                    + " default.")
    private Optional<Instant> end = Optional.empty();

    Optional<Instant> end() {
        return end;
    }

    /** Reads times of RFC 3339, and how long from now: a plus sign, a number, and w, d, h or m. */
    static final class Time implements ITypeConverter<Instant> {
        private static final Pattern FROM_NOW = Pattern.compile("\\+(\\d{1,5})([wdhm])");
        private static final int DAYS_OF_A_WEEK = 7;

        @Override
        public Instant convert(String text) {
            Matcher fromNow = FROM_NOW.matcher(text);
            if (fromNow.matches()) {
                return InstantSource.system()
                        .instant()
                        .plus(duration(Integer.parseInt(fromNow.group(1)), fromNow.group(2)));
            }
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text
                        + "' is no time like 2030-01-31T12:00:00Z, and not how long from now like +7d or +12h");
            }
        }

        private static Duration duration(int count, String unit) {
            return switch (unit) {
                case "w" -> Duration.ofDays((long) DAYS_OF_A_WEEK * count);
                case "d" -> Duration.ofDays(count);
                case "h" -> Duration.ofHours(count);
                default -> Duration.ofMinutes(count);
            };
        }
    }
}
