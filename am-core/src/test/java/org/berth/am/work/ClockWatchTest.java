// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.berth.am.store.SqlStore;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockWatchTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private long nanos = -5;
    private SqlStore store;
    private ClockWatch watch;

    @BeforeEach
    void open() {
        store = SqlStore.open(directory);
        start();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The AM starts: the time that nobody sets begins somewhere else. */
    private void start() {
        nanos += Duration.ofDays(3).toNanos();
        watch = new ClockWatch(store, clock, () -> nanos);
        watch.look();
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
        watch.look();
    }

    private void jump(Duration by) {
        clock.advance(by);
        watch.look();
    }

    private boolean doubted() {
        return watch.doubt().isPresent();
    }

    @Test
    void timeThatPassesIsBelievedHoweverLongNobodyLooked() {
        pass(MINUTE);
        assertThat(doubted()).isFalse();
        pass(Duration.ofDays(30));
        assertThat(doubted()).isFalse();
    }

    @Test
    void clockThatIsAdjustedByLittleAgainAndAgainIsBelieved() {
        for (int i = 0; i < 100; i++) {
            jump(Duration.ofSeconds(i % 3 == 0 ? 30 : -20));
            pass(MINUTE);
            assertThat(doubted()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H", "PT61S", "PT-61S", "P365D"})
    void clockThatJumpedIsDoubtedForTenMinutes(Duration by) {
        // when
        jump(by);

        // then
        assertThat(watch.doubt()).hasValueSatisfying(text -> assertThat(text).contains("jumped by " + by));
        pass(Duration.ofMinutes(9));
        assertThat(doubted()).isTrue();
        pass(MINUTE);
        assertThat(doubted()).isFalse();
        pass(HOUR);
        assertThat(doubted()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "PT-1H"})
    void clockThatIsBackIsBelievedAtOnce(Duration by) {
        // given
        jump(by);
        pass(Duration.ofMinutes(5));

        // when
        jump(by.negated());

        // then
        assertThat(doubted()).isFalse();
    }

    @Test
    void clockThatJumpsAgainIsDoubtedForTenMinutesMore() {
        // given
        jump(HOUR);
        pass(Duration.ofMinutes(9));

        // when
        jump(HOUR);

        // then
        pass(Duration.ofMinutes(9));
        assertThat(doubted()).isTrue();
        pass(MINUTE);
        assertThat(doubted()).isFalse();
    }

    @Test
    void whatAMachineSleptIsDoubtedToo() {
        // when only the clock goes on
        clock.advance(Duration.ofHours(8));
        nanos += Duration.ofSeconds(1).toNanos();
        watch.look();

        // then
        assertThat(doubted()).isTrue();
    }

    @Test
    void startsAreNotDoubtedHoweverLongTheAmWasDown() {
        pass(HOUR);
        clock.advance(Duration.ofDays(5));
        start();
        assertThat(doubted()).isFalse();
    }

    @Test
    void clockBehindTheTimeThatWasSeenBeforeTheStartIsDoubtedForTenMinutes() {
        // given
        pass(HOUR);
        clock.advance(HOUR.negated());

        // when
        start();

        // then
        assertThat(doubted()).isTrue();
        pass(Duration.ofMinutes(9));
        assertThat(doubted()).isTrue();
        pass(MINUTE);
        assertThat(doubted()).isFalse();
        start();
        assertThat(doubted()).as("what is believed now was kept").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1H", "P2D"})
    void clockThatWasBehindAtTheStartIsBelievedOnceItIsAtOrPastTheTimeSeenBefore(Duration ahead) {
        // given
        pass(HOUR);
        clock.advance(HOUR.negated());
        start();

        // when
        jump(ahead);

        // then
        assertThat(doubted()).isFalse();
    }

    @Test
    void timeOfADoubtedClockIsNotKept() {
        // given
        jump(HOUR);
        pass(Duration.ofMinutes(5));

        // when the clock is put right while the AM is down
        clock.advance(HOUR.negated());
        start();

        // then
        assertThat(doubted()).isFalse();
    }

    @Test
    void startWhileTheClockIsDoubtedForBeingBehindDoubtsItAnew() {
        // given
        pass(HOUR);
        jump(HOUR.negated());
        pass(Duration.ofMinutes(9));

        // when
        start();

        // then
        pass(Duration.ofMinutes(9));
        assertThat(doubted()).isTrue();
        pass(MINUTE);
        assertThat(doubted()).isFalse();
    }
}
