// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** Slivers that are unknown or expired among good ones (AM API v3, geni_best_effort). */
class BestEffortTest extends OneHostFixture {
    private static final Urn NONE = Urn.parse(
            SlicesFixture.AM.toString().replace("+authority+am", "+sliver+0f0e0000-0000-0000-0000-000000000000"));

    @Test
    void statusServesTheGoodOnesAndListsTheOthers() {
        // given
        Urn good = am.ready("a").sliver();

        // when
        List<SliverStatus> statuses = am.slices.status(with(NONE, good), true);

        // then
        assertThat(statuses).extracting(SliverStatus::sliver).containsExactly(good, NONE);
        assertThat(statuses).extracting(SliverStatus::error).containsExactly("", "no sliver " + NONE + " here");
        assertThat(statuses)
                .extracting(SliverStatus::allocation)
                .containsExactly(AllocationState.PROVISIONED, AllocationState.UNALLOCATED);
        refused(() -> am.slices.status(with(good, NONE), false), GeniCode.SEARCHFAILED, "no sliver " + NONE);
    }

    @Test
    void expiredSliverIsListedWhileItsNeighbourIsProvisioned() {
        // given
        Urn expired = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0).sliver();
        am.pass(Duration.ofMinutes(9));
        Urn good = am.allocate(SlicesFixture.SLICE, "b").slivers().get(0).sliver();
        am.pass(Duration.ofMinutes(2));

        // when
        Described made =
                am.slices.provision(with(expired, good), SlicesFixture.REQUESTER, Optional.empty(), List.of(), true);

        // then
        assertThat(made.slivers())
                .extracting(SliverStatus::allocation)
                .containsExactly(AllocationState.PROVISIONED, AllocationState.UNALLOCATED);
        assertThat(made.slivers().get(1).error()).contains("no sliver " + expired);
        assertThat(made.manifest()).contains("client_id=\"b\"").doesNotContain("client_id=\"a\"");
    }

    @Test
    void actionsRenewAndDeleteReachTheGoodOnes() {
        // given
        Urn good = am.ready("a").sliver();
        Target both = with(NONE, good);

        // when
        List<SliverStatus> stopped = am.slices.perform(both, OperationalAction.STOP, List.of(), true);
        List<SliverStatus> renewed = am.slices.renew(
                both, SlicesFixture.REQUESTER, SlicesFixture.START.plus(Duration.ofDays(2)), false, true);
        List<SliverStatus> deleted = am.slices.delete(both, true);

        // then
        assertThat(List.of(stopped, renewed, deleted))
                .allSatisfy(statuses -> assertThat(statuses)
                        .extracting(SliverStatus::error)
                        .containsExactly("", "no sliver " + NONE + " here"));
        assertThat(stopped.get(0).operational()).isEqualTo(OperationalState.STOPPING);
        assertThat(renewed.get(0).expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(2)));
        assertThat(deleted.get(0).allocation()).isEqualTo(AllocationState.UNALLOCATED);
        refused(() -> am.slices.status(WHOLE), GeniCode.SEARCHFAILED, "no slivers");
    }

    @Test
    void nothingKnownAndSliversOfTwoSlicesAreRefusedAllTheSame() {
        // given
        Urn good = am.ready("a").sliver();
        Urn other = am.allocate(SlicesFixture.OTHER, "b").slivers().get(0).sliver();

        // then
        refused(sliceOf(NONE), GeniCode.SEARCHFAILED, "no sliver " + NONE);
        refused(() -> am.slices.delete(with(NONE), true), GeniCode.SEARCHFAILED, "no sliver " + NONE);
        refused(sliceOf(good, other), GeniCode.BADARGS, "2 slices");
        assertThat(am.slices.sliceOf(List.of(NONE, good), true)).isEqualTo(SlicesFixture.SLICE);
    }

    private static Target with(Urn... slivers) {
        return new Target(SlicesFixture.SLICE, List.of(slivers));
    }

    private ThrowingCallable sliceOf(Urn... slivers) {
        return () -> am.slices.sliceOf(List.of(slivers), true);
    }
}
