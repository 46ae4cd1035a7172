package org.berth.am.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/**
 * Times as the AM API writes them. Read: RFC 3339, and what clients send besides: {@code +hhmm}, small letters, fractions
 * of a second, and no zone at all for UTC. Written: {@code 2030-01-08T00:00:00Z} and nothing else, because old jFed reads
 * no fractions.
 */
final class GeniTime {
    /** Four digits for the year, so that all that is read can be written. */
    private static final Pattern SHAPE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:?\\d\\d)?");

    private static final DateTimeFormatter READ = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .optionalStart()
            .appendOffset("+HH:MM", "Z")
            .optionalEnd()
            .optionalStart()
            .appendOffset("+HHMM", "Z")
            .optionalEnd()
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private static final DateTimeFormatter WRITE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private GeniTime() {}

    /**
     * Reads a time, to the second.
     *
     * @throws DateTimeException if it is none
     */
    static Instant parse(String text) {
        String time = text.strip();
        if (!SHAPE.matcher(time).matches()) {
            throw new DateTimeException("not a time");
        }
        TemporalAccessor read = READ.parseBest(time, OffsetDateTime::from, LocalDateTime::from);
        OffsetDateTime at =
                read instanceof LocalDateTime local ? local.atOffset(ZoneOffset.UTC) : OffsetDateTime.from(read);
        return at.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    static String format(Instant time) {
        return WRITE.format(time);
    }
}
