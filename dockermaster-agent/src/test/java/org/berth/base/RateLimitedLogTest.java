// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final RateLimitedLog rate = new RateLimitedLog(clock);
    private final List<String> written = new ArrayList<>();

    @Test
    void soManyLinesAMinuteThenOneThatSaysSo() {
        // when
        write(3 * RateLimitedLog.LINES_PER_MINUTE);

        // then
        assertThat(written).hasSize(RateLimitedLog.LINES_PER_MINUTE + 1).endsWith("line", "last");
    }

    @Test
    void anotherMinuteHasLinesOfItsOwn() {
        // given
        write(3 * RateLimitedLog.LINES_PER_MINUTE);
        written.clear();

        // when
        clock.advance(Duration.ofMinutes(1));
        write(1);

        // then
        assertThat(written).containsExactly("line");
    }

    private void write(int lines) {
        for (int i = 0; i < lines; i++) {
            rate.write(() -> written.add("line"), () -> written.add("last"));
        }
    }
}
