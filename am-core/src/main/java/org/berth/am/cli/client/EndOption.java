package org.berth.am.cli.client;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code --end}. */
final class EndOption {
    @Option(
            names = "--end",
            paramLabel = "TIME",
            converter = Rfc3339.class,
            description = "When the lease should end, like 2030-01-31T12:00:00Z. Without it: the AM's default.")
    private Optional<Instant> end = Optional.empty();

    Optional<Instant> end() {
        return end;
    }

    /** Reads RFC 3339 times. */
    static final class Rfc3339 implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("'" + text + "' is no time like 2030-01-31T12:00:00Z");
            }
        }
    }
}
