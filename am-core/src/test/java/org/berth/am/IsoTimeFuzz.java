// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class IsoTimeFuzz {
    static Stream<byte[]> forms() {
        return Stream.of(
                        "2026-11-29T07:19:50Z",
                        "2026-11-29 07:19:50+00:00",
                        "20261129T071950.123456-0330",
                        "2026-11-29t24:00:00+02",
                        "2026-11-29T07:19")
                .map(form -> form.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("forms")
    @FuzzTest
    void isRefusedOrOneTimeThatJavaReadsAlike(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Optional<Instant> java = java(text);
        Instant read;
        try {
            read = IsoTime.parse(text);
        } catch (DateTimeException e) {
            assertThat(java).isEmpty();
            return;
        }
        assertThat(IsoTime.parse(read.toString())).isEqualTo(read);
        java.ifPresent(expected -> assertThat(read).isEqualTo(expected));
    }

    /** What Java makes of it, where all of it is in the years that both have room for. */
    private static Optional<Instant> java(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant())
                    .filter(time -> time.toString().matches("\\d{4}-.*"))
                    // Seconds in offsets, and years with a sign, are Java's own.
                    .filter(time -> text.matches("\\d{4}-[^-+]*-[^-+]*([-+]\\d\\d:\\d\\d|[Zz])"));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
