// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Hosts;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.StoredSlices;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SliverRow;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of slivers whose host is taken away for good. */
class HostRemovalTest {
    private static final Target WHOLE = Target.wholeSlice(SlicesFixture.SLICE);
    private static final String REASON = "host host1 was removed by the administrator";

    private final FakeDockerMaster one = new FakeDockerMaster(13000, 5);
    private final FakeDockerMaster two = new FakeDockerMaster(14000, 5);

    @TempDir
    Path directory;

    private SlicesFixture am;
    private HostRemoval removal;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, List.of(one, two));
        removal = new HostRemoval(am.store, am.clock);
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void sliversOfTheHostFailWithTheReasonAndOthersDoNot() {
        // given
        Urn lost = ready("host1");
        Urn other = ready("host2");

        // when
        int failed = removal.failSlivers("host1", REASON);

        // then
        assertThat(failed).isEqualTo(1);
        assertThat(removal.failSlivers("host1", REASON)).isZero();
        assertThat(am.state(lost)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(lost).error()).isEqualTo(REASON);
        assertThat(am.state(other)).isEqualTo(OperationalState.READY);
        assertThat(am.status(other).error()).isEmpty();
    }

    @Test
    void manifestOfALostSliverStillNamesItsHost() {
        // given
        ready("host1");
        removal.failSlivers("host1", REASON);
        try (Hosts left = new Hosts(List.of(am.host("host2")))) {
            // when
            String manifest = new StoredSlices(am.store, left, am.policy, am.clock, () -> {})
                    .describe(WHOLE)
                    .manifest();

            // then
            assertThat(manifest)
                    .contains("component_name=\"host1\"")
                    .contains("hostname=\"host1\" port=\"13000\" username=\"alice\"");
        }
    }

    @Test
    void deleteOfALostSliverNeedsNobody() {
        // given
        ready("host1");
        one.fail(Kind.UNREACHABLE, "it burned");
        removal.failSlivers("host1", REASON);

        // when
        am.slices.delete(WHOLE, false);

        // then
        assertThat(am.usedSlots()).containsEntry("host1", 0);
        assertThat(hasWork()).isFalse();
    }

    @Test
    void lostSliverIsNotWorkedAtAnyMoreWhateverIsAsked() {
        // given
        Urn lost = ready("host1");
        removal.failSlivers("host1", REASON);

        // then
        refused(
                () -> am.slices.perform(WHOLE, OperationalAction.RELOAD, List.of(), false),
                GeniCode.UNAVAILABLE,
                REASON);
        am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
        am.compare();
        assertThat(hasWork()).isFalse();
        assertThat(am.state(lost)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(lost).error()).isEqualTo(REASON);
    }

    @Test
    @Timeout(60)
    void stepThatEndsOnARemovedHostBringsNothingBackAndIsNotTakenAgain() {
        // given
        Urn lost = ready("host1");
        am.slices.perform(WHOLE, OperationalAction.RESTART, List.of(), false);
        one.duringNextCall(() -> removal.failSlivers("host1", REASON));

        // when
        am.work();

        // then
        assertThat(hasWork()).isFalse();
        assertThat(am.state(lost)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(lost).error()).isEqualTo(REASON);
    }

    @Test
    void deleteThatWaitedForTheHostIsDoneWith() {
        // given
        ready("host1");
        am.slices.delete(WHOLE, false);

        // when
        int failed = removal.failSlivers("host1", REASON);

        // then
        assertThat(failed).isZero();
        assertThat(am.usedSlots()).containsEntry("host1", 0);
        assertThat(hasWork()).isFalse();
    }

    @Test
    void slotIsGivenBackOnceThoughTheHostAnswersAtTheSameTime() {
        // given
        ready("host1");
        am.slices.delete(WHOLE, false);
        one.duringNextCall(() -> removal.failSlivers("host1", REASON));

        // when
        am.work();

        // then
        assertThat(one.calls()).contains("delete");
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void sliverThatWasBeingMadeIsLostTooHoweverThatEnds() {
        // given
        Urn made = am.provision(SlicesFixture.SLICE, "host1", 1).get(0);
        one.duringNextCall(() -> removal.failSlivers("host1", REASON));
        am.work();
        Urn failed = am.provision(SlicesFixture.OTHER, "host1", 1).get(0);
        one.duringNextCall(() -> {
            removal.failSlivers("host1", REASON);
            throw new DockerMasterException(Kind.UNREACHABLE, "it burned");
        });

        // when
        am.work();

        // then
        assertThat(List.of(made, failed)).allSatisfy(sliver -> {
            assertThat(am.state(sliver)).isEqualTo(OperationalState.FAILED);
            assertThat(error(sliver)).isEqualTo(REASON);
        });
        am.slices.delete(WHOLE, false);
        am.slices.delete(Target.wholeSlice(SlicesFixture.OTHER), false);
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void whatWasOnlyAllocatedIsNotProvisionedOnAHostThatIsNoMore() {
        // given
        am.slices.allocate(
                Target.wholeSlice(SlicesFixture.SLICE),
                SlicesFixture.REQUESTER,
                SlicesFixture.rspec(
                        SlicesFixture.node("a", "").replace("exclusive=", "component_id=\"host1\" exclusive=")),
                Optional.empty());
        removal.failSlivers("host1", REASON);

        // then
        assertThat(am.slices.status(WHOLE)).extracting(SliverStatus::error).containsExactly(REASON);
        refused(
                () -> am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(), false),
                GeniCode.UNAVAILABLE,
                "host host1");
        am.slices.delete(WHOLE, false);
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void hundredsOfSliversAreFailedAll() {
        // given
        FakeDockerMaster large = new FakeDockerMaster(15000, 250);
        am.close();
        am = new SlicesFixture(directory.resolve("large"), large);
        removal = new HostRemoval(am.store, am.clock);
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 250);

        // when
        int failed = removal.failSlivers("host1", REASON);

        // then
        assertThat(failed).isEqualTo(250);
        assertThat(am.slices.status(WHOLE))
                .hasSize(slivers.size())
                .allSatisfy(status -> assertThat(status.operational()).isEqualTo(OperationalState.FAILED));
    }

    private Urn ready(String host) {
        Urn sliver = am.provision(SlicesFixture.SLICE, host, 1).get(0);
        am.work();
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
        return sliver;
    }

    private String error(Urn sliver) {
        SliverRow row =
                am.store.read(tables -> tables.slivers().byId(sliver.name())).orElseThrow();
        return new Sliver(row).status().error();
    }

    private boolean hasWork() {
        return !am.store
                .read(tables -> tables.work()
                        .hostsDue(List.of("CLEAR", "MAKE", "CONTAINER"), Instant.ofEpochSecond(Integer.MAX_VALUE)))
                .isEmpty();
    }

    private static void refused(ThrowingCallable call, GeniCode code, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(AmException.class)
                .hasMessageContaining(part)
                .extracting(e -> ((AmException) e).code())
                .isEqualTo(code);
    }
}
