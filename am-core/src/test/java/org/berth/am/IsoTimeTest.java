package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeniTimeTest {
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
                "2026-11-21T11:31:47.123456",
                "2026-11-21T11:31:47.999999999+00:00",
                "2026-11-21T11:31:47",
                " 2026-11-21T11:31:47Z\n",
            })
    void readsEveryFormThatClientsSendToTheSecond(String text) {
        assertThat(GeniTime.parse(text)).isEqualTo(Instant.parse("2026-11-21T11:31:47Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tomorrow",
                "2026-11-21",
                "2026-11-21 11:31:47",
                "2026-11-21T11:31Z",
                "2026-13-21T11:31:47Z",
                "2026-02-30T11:31:47Z",
                "2026-11-21T25:31:47Z",
                "2026-11-21T11:31:47+99:00",
                "2026-11-21T11:31:47CET",
                "+12026-11-21T11:31:47Z",
                "20261121T113147Z",
                "1795260707",
            })
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> GeniTime.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void writesOneFormWithoutFractions() {
        assertThat(GeniTime.format(Instant.parse("2030-01-08T00:00:00.987Z"))).isEqualTo("2030-01-08T00:00:00Z");
    }
}
