// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.Lane;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.testing.ScarceThreads;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pending work and its threads, with hosts that hang, are away and come back. */
@Timeout(300)
class WorkDispatcherTest {
    private final FakeDockerMaster one = new FakeDockerMaster(13000, 100);
    private final FakeDockerMaster two = new FakeDockerMaster(14000, 100);

    private static final Urn THIRD = Urn.parse("urn:publicid:IDN+sa.example.org+slice+three");
    private static final Urn FOURTH = Urn.parse("urn:publicid:IDN+sa.example.org+slice+four");

    @TempDir
    Path directory;

    private SlicesFixture am;
    private WorkDispatcher workers;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, List.of(one, two));
        workers = new WorkDispatcher(am.store, am.hosts, am.worker, am.leaseEnds, am.watch, am.clock);
    }

    @AfterEach
    void close() {
        one.goOn();
        workers.close();
        am.close();
    }

    @Test
    void hostThatHangsWithAllItsWorkDelaysNoOther() {
        // given
        one.hang();
        workers.start();
        List<Urn> waiting = am.provision(SlicesFixture.SLICE, "host1", 20);
        workers.wake();
        await().until(() -> !one.calls().isEmpty());

        // when
        List<Urn> others = am.provision(SlicesFixture.SLICE, "host2", 20);
        workers.wake();

        // then
        becomeReady(others);
        assertThat(waiting).noneMatch(this::isReady);
        one.goOn();
        becomeReady(waiting);
    }

    @Test
    void sliceWhoseContainersHangLeavesAThreadOfTheHostToOthers() {
        // given
        List<Urn> waiting = am.provision(SlicesFixture.SLICE, "host1", 30);
        one.hang();
        workers.start();
        await().until(() -> one.calls().size() == WorkDispatcher.PER_SLICE);
        one.hangNoMore();

        // when
        List<Urn> other = am.provision(SlicesFixture.OTHER, "host1", 1);
        workers.wake();

        // then
        becomeReady(other);
        assertThat(waiting).noneMatch(this::isReady);
    }

    @Test
    void programsThatHangInContainersDelayNeitherTheirEndNorOthers() {
        // given
        List<Urn> slices = List.of(SlicesFixture.SLICE, SlicesFixture.OTHER, THIRD);
        List<List<Urn>> slivers =
                slices.stream().map(slice -> am.provision(slice, "host1", 4)).toList();
        workers.start();
        slivers.forEach(this::becomeReady);
        one.hangIn("updateUsers");
        slices.forEach(slice -> am.slices.perform(
                Target.wholeSlice(slice), OperationalAction.UPDATE_USERS, List.of(SlicesFixture.ALICE), false));
        workers.wake();
        await().until(() -> one.counted().size() == Lane.CONTAINER.perHost());

        // when
        am.slices.perform(Target.wholeSlice(SlicesFixture.SLICE), OperationalAction.STOP, List.of(), false);
        am.slices.delete(Target.wholeSlice(SlicesFixture.OTHER), false);
        am.slices.shutdown(Target.wholeSlice(THIRD));
        List<Urn> others = am.provision(FOURTH, "host1", 2);
        workers.wake();

        // then
        becomeReady(others);
        await().untilAsserted(() -> {
            assertThat(slivers.get(0)).allMatch(sliver -> am.state(sliver) == OperationalState.NOTREADY);
            assertThat(slivers.get(2)).allMatch(sliver -> am.state(sliver) == OperationalState.NOTREADY);
            assertThat(one.containers()).hasSize(10);
        });
        assertThat(slivers.get(0)).noneMatch(sliver -> one.isRunning(sliver.toString()));
        one.goOn();
        am.slices.perform(Target.wholeSlice(SlicesFixture.SLICE), OperationalAction.START, List.of(), false);
        workers.wake();
        becomeReady(slivers.get(0));
    }

    @Test
    void sliverThatIsDeletedWhileItIsMadeIsRemovedAtOnce() {
        // given
        workers.start();
        one.hangIn("create");
        List<Urn> making = am.provision(SlicesFixture.SLICE, "host1", 2);
        workers.wake();
        await().until(() ->
                one.calls().stream().filter(call -> call.startsWith("create")).count() == 2);

        // when
        am.slices.delete(Target.wholeSlice(SlicesFixture.SLICE), false);
        workers.wake();

        // then
        await().until(() -> am.usedSlots().getOrDefault("host1", 0) == 0);
        assertThat(making).hasSize(2);
    }

    @Test
    void workForAHostThatIsAwayIsNotTriedAndStatusSaysSinceWhen() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 5);
        one.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.look();

        // when
        workers.start();
        List<Urn> others = am.provision(SlicesFixture.OTHER, "host2", 5);
        workers.wake();

        // then
        becomeReady(others);
        assertThat(one.calls()).isEmpty();
        assertThat(am.status(slivers.get(0)).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(slivers.get(0)).error()).contains("2030-01-01T00:00:00Z", "no route to host");
    }

    @Test
    void workThatWasPutOffIsDueAtOnceWhenItsHostIsBack() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 20);
        one.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.work();
        am.slices.delete(new Target(SlicesFixture.SLICE, slivers.subList(0, 5)), false);
        am.work();
        am.look();
        one.recover();
        am.look();

        // when the clock stands still
        workers.returned(am.host("host1"));

        // then
        becomeReady(slivers.subList(5, 20));
        await().until(() -> am.usedSlots().equals(Map.of("host1", 15)));
        assertThat(one.containers().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        slivers.subList(5, 20).stream().map(Urn::toString).toList());
    }

    @Test
    void closingWhileAHostHangsLeavesItsWorkForTheNextStart() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 4);
        one.hang();
        workers.start();
        await().until(() -> one.calls().size() == WorkDispatcher.PER_SLICE);

        // when
        workers.close();

        // then
        assertThat(slivers).allSatisfy(sliver -> {
            assertThat(am.state(sliver)).isEqualTo(OperationalState.CONFIGURING);
            assertThat(am.status(sliver).error()).isEmpty();
        });
        one.goOn();
        workers = new WorkDispatcher(am.store, am.hosts, am.worker, am.leaseEnds, am.watch, am.clock);
        workers.start();
        becomeReady(slivers);
        assertThat(one.containers()).hasSize(4);
    }

    @Test
    void whereNoThreadIsToBeHadWorkIsDoneAsSoonAsThereIsOne() {
        // given
        ScarceThreads threads = new ScarceThreads();
        workers.close();
        workers = new WorkDispatcher(am.store, am.hosts, am.worker, am.leaseEnds, am.watch, am.clock, threads);
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 3);
        threads.runOut(1);

        // when
        workers.start();

        // then
        becomeReady(slivers);
        assertThat(threads.hadNone()).isTrue();
    }

    @Test
    void leasesThatEndAreNoticedWithoutBeingWoken() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host2", 3);
        workers.start();
        becomeReady(slivers);

        // when
        am.pass(Duration.ofDays(7));

        // then
        await().until(() -> two.containers().isEmpty());
    }

    @Test
    void noLeaseEndsOnTheWordOfAClockThatJumpedAndAllIsAsBeforeWhenItIsBack() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host2", 3);
        workers.start();
        becomeReady(slivers);

        // when
        am.clock.advance(Duration.ofDays(8));
        await().until(() -> am.watch.doubt().isPresent());
        am.provision(SlicesFixture.OTHER, "host1", 1);
        workers.wake();
        await().until(() -> one.containers().size() == 1);

        // then
        assertThat(two.containers()).hasSize(3);
        am.clock.advance(Duration.ofDays(-8));
        await().until(() -> am.watch.doubt().isEmpty());
        assertThat(slivers).allMatch(this::isReady);
    }

    @Test
    void workDoesNotWaitForAsLongAsTheClockWasAhead() {
        // given
        am.watch.look(); // before it jumps
        workers.start();
        am.clock.advance(Duration.ofDays(1));
        await().until(() -> am.watch.doubt().isPresent());
        two.hang();
        List<Urn> slivers = am.provision(SlicesFixture.OTHER, "host2", 6);
        workers.wake();
        await().until(() -> !two.calls().isEmpty());

        // when
        am.clock.advance(Duration.ofDays(-1));
        two.goOn();

        // then
        becomeReady(slivers);
    }

    @Test
    void leasesEndWhenTheClockHasStayedForTenMinutesWhereItJumpedTo() {
        // given
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host2", 3);
        workers.start();
        becomeReady(slivers);
        am.clock.advance(Duration.ofDays(8));
        await().until(() -> am.watch.doubt().isPresent());

        // when
        am.pass(Duration.ofMinutes(10));

        // then
        await().until(() -> two.containers().isEmpty());
    }

    private void becomeReady(Collection<Urn> slivers) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(slivers).allMatch(this::isReady));
    }

    private boolean isReady(Urn sliver) {
        return am.state(sliver) == OperationalState.READY;
    }
}
