// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.testing.ScarceThreads;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When hosts are compared, and what comes of what they tell. */
@Timeout(300)
class ReconcileSchedulerTest {
    private final FakeDockerMaster one = new FakeDockerMaster(13000, 100);
    private final FakeDockerMaster two = new FakeDockerMaster(14000, 100);
    private final AtomicInteger wakes = new AtomicInteger();

    @TempDir
    Path directory;

    private SlicesFixture am;
    private ReconcileScheduler passes;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, List.of(one, two));
        passes = new ReconcileScheduler(am.hosts, am.reconciler, wakes::incrementAndGet);
    }

    @AfterEach
    void close() {
        one.goOn();
        passes.close();
        am.close();
    }

    @Test
    void hostThatHangsDelaysNoOther() {
        // given
        Urn sliver = readyOn("host2");
        two.kill(sliver.toString());
        one.hang();

        // when
        passes.start();

        // then
        await().until(() -> one.lists() == 1);
        await().until(() -> am.state(sliver) == OperationalState.CONFIGURING);
        await().until(() -> wakes.get() == 1);
    }

    @Test
    void eventIsLookedIntoAtOnce() {
        // given
        Urn sliver = readyOn("host1");
        one.kill(sliver.toString());

        // when
        passes.event(am.host("host1"), event(HostEvent.Kind.DIED, sliver));

        // then
        await().until(() -> am.state(sliver) == OperationalState.CONFIGURING);
        assertThat(two.lists()).isZero();
    }

    @Test
    void whereNoThreadIsToBeHadTheHostIsComparedAsSoonAsThereIsOne() {
        // given
        ScarceThreads threads = new ScarceThreads();
        passes.close();
        passes = new ReconcileScheduler(am.hosts, am.reconciler, wakes::incrementAndGet, threads);
        Urn sliver = readyOn("host1");
        one.kill(sliver.toString());
        threads.runOut(1);

        // when
        passes.soon(am.host("host1"));

        // then
        await().until(() -> am.state(sliver) == OperationalState.CONFIGURING);
        assertThat(threads.hadNone()).isTrue();
    }

    @Test
    void floodOfEventsIsNoFloodOfPasses() {
        // given
        Urn sliver = readyOn("host1");
        AtomicInteger told = new AtomicInteger();

        // when
        await().until(() -> {
            for (int i = 0; i < 10_000; i++) {
                passes.event(am.host("host1"), event(HostEvent.Kind.DIED, sliver));
                told.incrementAndGet();
            }
            return one.lists() >= 2;
        });

        // then
        assertThat(told.get()).isGreaterThanOrEqualTo(10_000);
        assertThat(one.lists()).isLessThan(5);
    }

    @Test
    void progressOfAnImageIsNoReasonToCompare() {
        // when
        passes.event(am.host("host1"), new HostEvent(HostEvent.Kind.IMAGE_PROGRESS, "", "step 1", SlicesFixture.START));
        passes.event(am.host("host2"), new HostEvent(HostEvent.Kind.MISSED, "", "", SlicesFixture.START));

        // then
        await().until(() -> two.lists() == 1);
        assertThat(one.lists()).isZero();
    }

    @Test
    void sliverThatRanOutOfMemorySaysSoUntilItsOwnerActs() {
        // given
        Urn sliver = readyOn("host1");
        one.kill(sliver.toString());
        passes.event(am.host("host1"), event(HostEvent.Kind.OUT_OF_MEMORY, sliver));
        await().until(() -> am.state(sliver) == OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("being started again", "out of memory at 2030-01-01T00:00:00Z");

        // when
        am.work();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error())
                .isEqualTo(
                        "out of memory at 2030-01-01T00:00:00Z: it had more than host host1 gives to one of its sliver type,"
                                + " or has left, and a process was killed");
        am.slices.perform(Target.wholeSlice(SlicesFixture.SLICE), OperationalAction.RESTART, List.of(), false);
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @Test
    void whatAHostSaysOfAnotherHostsSliverIsNotBelieved() {
        // given
        Urn sliver = readyOn("host1");

        // when
        am.reconciler.pass(
                am.host("host2"), Map.of(sliver.toString(), SlicesFixture.START, "nonsense", SlicesFixture.START));

        // then
        assertThat(am.status(sliver).error()).isEmpty();
    }

    private Urn readyOn(String host) {
        Urn sliver = am.provision(SlicesFixture.SLICE, host, 1).get(0);
        am.work();
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
        return sliver;
    }

    private static HostEvent event(HostEvent.Kind kind, Urn sliver) {
        return new HostEvent(kind, sliver.toString(), "", SlicesFixture.START);
    }
}
