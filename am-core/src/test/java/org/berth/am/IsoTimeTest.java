// SPDX-License-Identifier: Apache-2.0
package org.berth.am;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-21T11:31:47Z",
                "2026-11-21T11:31:47+00:00",
                "2026-11-21T11:31:47-00:00",
                "2026-11-21T11:31:47+0000",
                "2026-11-21T12:31:47+01:00",
                "2026-11-21T06:01:47-0530",
                "2026-11-21t11:31:47z",
                "2026-11-21T11:31:47.25Z",
                "2026-11-21T11:31:47,25Z",
                "2026-11-21T11:31:47.123456",
                "2026-11-21T11:31:47.999999999+00:00",
                "2026-11-21T11:31:47.9999999999999999999999Z",
                "2026-11-21T11:31:47",
                " 2026-11-21T11:31:47Z\n",
                "2026-11-21 11:31:47",
                "2026-11-21 11:31:47.123456+00:00",
                "2026-11-21T13:31:47+02",
                "20261121T113147Z",
                "20261121T113147",
                "20261121T143147.5+0300",
                "20261121T11:31:47Z",
            })
    void readsEveryFormThatClientsAndAuthoritiesWrite(String text) {
        assertThat(IsoTime.parse(text).truncatedTo(ChronoUnit.SECONDS))
                .isEqualTo(Instant.parse("2026-11-21T11:31:47Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T24:00:00Z, 2026-11-22T00:00:00Z",
        "2026-12-31T24:00:00+01:00, 2026-12-31T23:00:00Z",
        "20261231T2400, 2027-01-01T00:00:00Z",
        "2026-11-21T11:31Z, 2026-11-21T11:31:00Z",
        "2026-11-21T00:00:00-0800, 2026-11-21T08:00:00Z",
        "2028-02-29T12:00:00.5Z, 2028-02-29T12:00:00.500Z",
    })
    void readsEachPartForWhatItIs(String text, Instant expected) {
        assertThat(IsoTime.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-11-21",
                "20261121",
                "20261121113147",
                "2026-1121T11:31:47Z",
                "2026-13-21T11:31:47Z",
                "2026-02-30T11:31:47Z",
                "2026-11-21T25:31:47Z",
                "2026-11-21T24:00:01Z",
                "2026-11-21T24:00:00.000000001Z",
                "2026-11-21T11:60:47Z",
                "2026-11-21T11:31:47+99:00",
                "2026-11-21T11:31:47+2",
                "2026-11-21T11:31:47CET",
                "2026-11-21T11:31:47 UTC",
                "2026-11-21T11:31:47.Z",
                "+12026-11-21T11:31:47Z",
                "9999-12-31T24:00:00Z",
                "9999-12-31T23:00:00-02:00",
                "0000-01-01T00:00:00+01:00",
                "\u0662\u0660\u0662\u0666-11-21T11:31:47Z",
                "1795260707",
            })
    void refusesWhatIsNoTimeOrWouldHaveToBeGuessed(String text) {
        assertThatThrownBy(() -> IsoTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void hasRoomForAllYearsOfFourDigits() {
        assertThat(IsoTime.parse("0000-01-01T00:00:00Z")).isEqualTo(Instant.parse("0000-01-01T00:00:00Z"));
        assertThat(IsoTime.parse("9999-12-31T23:59:59Z")).isEqualTo(Instant.parse("9999-12-31T23:59:59Z"));
    }
}
