// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeast;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DiskCondition.Level;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.local.DiskMeter.TooSlowException;
import org.berth.dockermaster.state.DiskUse;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskWatchTest {
    private static final long LIMIT = 1000;
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(START);
    private final Containers containers = mock();
    private final DiskMeter meter = mock();
    private HostState state;
    private DiskWatch watch;

    @BeforeEach
    void open() {
        state = HostState.open(directory);
        open(1);
    }

    @AfterEach
    void close() {
        state.close();
    }

    /** A container of a generation, and a watch that knows what was stored alone, as after a start of this process. */
    private void open(int generation) {
        when(containers.all()).thenReturn(List.of(container("a", generation, Power.RUNNING, OptionalLong.of(LIMIT))));
        watch = new DiskWatch(containers, meter, mock(), state, clock, () -> 0); // Measuring takes no time.
    }

    private static SliverContainer container(String sliver, int generation, Power power, OptionalLong limit) {
        Reservation labels = new Reservation(
                sliver,
                "am",
                "slice",
                "node",
                "type",
                "image",
                generation,
                new Endpoint(12000, "02:00:00:00:00:01", Optional.empty()));
        return new SliverContainer("id-" + sliver, labels, power, "", limit);
    }

    private void round(long used) {
        when(meter.measure(eq("id-a"), any())).thenReturn(OptionalLong.of(used));
        open(1);
        watch.round();
    }

    private Optional<DiskCondition> told() {
        return Optional.ofNullable(state.disks().get("a")).map(DiskUse::condition);
    }

    private Optional<Level> level() {
        return told().map(DiskCondition::level);
    }

    private void assertStops(int times) {
        verify(containers, times(times)).stop(any());
    }

    @Test
    void containerIsWarnedAtNineTenthsAndStoppedAtItsLimit() {
        round(899);
        assertThat(told()).isEmpty();

        round(900);
        assertThat(level()).contains(Level.NEARLY_FULL);
        assertStops(0);

        round(1000);
        assertThat(level()).contains(Level.STOPPED);
        assertThat(told()).contains(new DiskCondition(Level.STOPPED, LIMIT, START));
        assertStops(1);
    }

    @Test
    void startedAgainItHasFifteenMinutesToRemoveFiles() {
        // given
        round(1000);

        // when
        watch.starting("a");
        clock.advance(Duration.ofMinutes(14));
        round(1000);

        // then
        assertStops(1);
        assertThat(told()).contains(new DiskCondition(Level.FULL, LIMIT, START.plus(Duration.ofMinutes(15))));

        // when
        clock.advance(Duration.ofMinutes(1));
        round(1000);

        // then
        assertStops(2);
        assertThat(level()).contains(Level.STOPPED);
    }

    @Test
    void whoRemovesFilesGoesOn() {
        // given
        round(1000);
        watch.starting("a");

        // when
        round(100);
        clock.advance(Duration.ofDays(1));
        round(100);

        // then
        assertThat(told()).isEmpty();
        assertStops(1);
    }

    @Test
    void whoWritesMoreInsteadOfRemovingIsStoppedAtOnceHoweverOftenItIsStarted() {
        // given
        round(1000);
        watch.starting("a");
        round(1100);
        assertStops(1);

        // when
        round(1101);
        watch.starting("a");
        round(1102);

        // then
        assertStops(3);
    }

    @Test
    void containerOfALaterGenerationBeginsAnew() {
        // given
        round(1000);

        // when
        when(meter.measure(eq("id-a"), any())).thenReturn(OptionalLong.of(10));
        open(2);
        watch.round();

        // then
        assertThat(told()).isEmpty();
    }

    @Test
    void reasonIsStoredBeforeTheContainerStops() {
        // given
        doThrow(new DockerMasterException(Kind.UNREACHABLE, "gone"))
                .when(containers)
                .stop(any());

        // when
        round(1000);

        // then
        assertThat(level()).contains(Level.STOPPED);
        round(1000);
        assertStops(2);
    }

    @Test
    void containerStopsAlsoWhereTheReasonCannotBeStored() {
        // given
        HostState full = mock();
        when(full.disks()).thenReturn(Map.of());
        doThrow(new IllegalStateException("no room")).when(full).keepDisk(any(), any());
        when(meter.measure(eq("id-a"), any())).thenReturn(OptionalLong.of(1000));

        // when
        new DiskWatch(containers, meter, mock(), full, clock).round();

        // then
        assertStops(1);
    }

    @Test
    void oneThatCannotBeMeasuredKeepsNoOtherFromIt() {
        // given
        when(containers.all())
                .thenReturn(List.of(
                        container("b", 1, Power.RUNNING, OptionalLong.of(LIMIT)),
                        container("a", 1, Power.RUNNING, OptionalLong.of(LIMIT))));
        when(meter.measure(eq("id-b"), any())).thenThrow(new DockerMasterException(Kind.FAILED, "too many files"));
        when(meter.measure(eq("id-a"), any())).thenReturn(OptionalLong.of(2000));

        // when
        watch.round();

        // then
        assertStops(1);
    }

    @Test
    void oneWithManyFilesIsMeasuredWhileOthersAreMeasuredOnTime() {
        // given
        SliverContainer large = container("b", 1, Power.RUNNING, OptionalLong.of(LIMIT));
        SliverContainer other = container("a", 1, Power.RUNNING, OptionalLong.of(LIMIT));
        when(containers.all()).thenReturn(List.of(large, other));
        CountDownLatch counted = new CountDownLatch(1);
        when(meter.measure("id-b", DiskWatch.SHORT)).thenThrow(new TooSlowException(DiskWatch.SHORT));
        when(meter.measure("id-b", DiskWatch.LONG)).thenAnswer(call -> {
            counted.await();
            return OptionalLong.of(3000);
        });
        when(meter.measure("id-a", DiskWatch.SHORT)).thenReturn(OptionalLong.of(2000));

        // when
        await().untilAsserted(() -> {
            watch.round();
            verify(containers, atLeast(3)).stop(other);
        });

        // then
        verify(meter, times(1)).measure("id-b", DiskWatch.SHORT);
        verify(containers, never()).stop(large);
        counted.countDown();
        await().untilAsserted(() -> verify(containers).stop(large));
        verify(meter, times(1)).measure("id-b", DiskWatch.LONG);
    }

    @Test
    void whatIsNotWatchedOrDoesNotRunIsNotMeasured() {
        // given
        when(containers.all())
                .thenReturn(List.of(
                        container("old", 1, Power.RUNNING, OptionalLong.empty()),
                        container("a", 1, Power.STOPPED, OptionalLong.of(LIMIT))));

        // when
        watch.round();

        // then
        verify(meter, never()).measure(any(), any());
    }

    @Test
    void oneThatTakesLongIsMeasuredLessOften() {
        // given
        AtomicLong nanoTime = new AtomicLong();
        watch = new DiskWatch(containers, meter, mock(), state, clock, nanoTime::get);
        when(meter.measure(eq("id-a"), any())).thenAnswer(call -> {
            nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
            return OptionalLong.of(1);
        });
        watch.round();

        // when
        nanoTime.addAndGet(Duration.ofSeconds(9).toNanos() - 1);
        watch.round();

        // then
        verify(meter, times(1)).measure(eq("id-a"), any());

        // and when
        nanoTime.incrementAndGet();
        watch.round();

        // then
        verify(meter, times(2)).measure(eq("id-a"), any());
    }

    @Test
    void deletedSliverIsForgotten() {
        // given
        round(1000);

        // when
        state.remove("a");

        // then
        assertThat(state.disks()).isEqualTo(Map.of());
    }
}
