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

/** From Provision to Delete, as users ask for it. */
class SliverLifeTest extends OneHostFixture {
    @Test
    void provisionAnswersConfiguringWithLoginsBeforeAnythingIsDone() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");

        // when
        Described provisioned = am.slices.provision(
                WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // then
        assertThat(provisioned.slivers()).singleElement().satisfies(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.PROVISIONED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.CONFIGURING);
            assertThat(sliver.expires()).isEqualTo(SlicesFixture.START.plus(Duration.ofDays(7)));
        });
        assertThat(provisioned.manifest())
                .contains("hostname=\"host1.example.org\"")
                .contains("port=\"13000\"")
                .contains("username=\"alice\"");
        assertThat(am.master.calls()).isEmpty();
    }

    @Test
    void workersMakeItReady() {
        assertThat(am.ready("a").operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls()).containsExactly("reserve", "create 1");
        assertThat(am.master.containers().values())
                .extracting(spec -> spec.accounts().get(0).login())
                .containsExactly("alice");
    }

    @Test
    void onlyWhatIsAllocatedCanBeProvisioned() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        refused(provision(WHOLE, false), GeniCode.UNSUPPORTED, "provisioned already");
        refused(
                provision(new Target(SlicesFixture.SLICE, List.of(sliver)), false),
                GeniCode.UNSUPPORTED,
                "geni_allocated");
        assertThat(am.slices
                        .provision(
                                new Target(SlicesFixture.SLICE, List.of(sliver)),
                                SlicesFixture.REQUESTER,
                                Optional.empty(),
                                List.of(),
                                true)
                        .slivers())
                .singleElement()
                .satisfies(status -> assertThat(status.error()).contains("geni_allocated"));
        refused(provision(Target.wholeSlice(SlicesFixture.OTHER), false), GeniCode.SEARCHFAILED, "no slivers");
    }

    @Test
    void stopStartRestartAndReloadAreCarriedOut() {
        // given
        Urn sliver = am.ready("a").sliver();

        // then
        assertThat(perform(OperationalAction.STOP)).isEqualTo(OperationalState.STOPPING);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(perform(OperationalAction.START)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(perform(OperationalAction.RESTART)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(perform(OperationalAction.RELOAD)).isEqualTo(OperationalState.CONFIGURING);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls())
                .containsExactly("reserve", "create 1", "stop", "start", "restart", "reserve", "create 2");
    }

    @Test
    void changesCountsRestartsReloadsAndChangesOfAccountsButNotRefusedOnes() {
        // given
        int before = am.ready("a").changes();

        // then
        assertThat(changes(OperationalAction.START)).isEqualTo(before);
        assertThat(changes(OperationalAction.UPDATE_USERS)).isEqualTo(before + 1);
        am.work();
        assertThat(changes(OperationalAction.RESTART)).isEqualTo(before + 2);
        assertThat(changes(OperationalAction.UPDATE_USERS)).isEqualTo(before + 2);
        am.work();
        assertThat(changes(OperationalAction.RELOAD)).isEqualTo(before + 3);
    }

    private int changes(OperationalAction action) {
        return am.slices.perform(WHOLE, action, List.of(), true).get(0).changes();
    }

    @Test
    void refusedActionSaysWhichAreTaken() {
        // given
        am.ready("a");
        perform(OperationalAction.STOP);

        // then
        refused(
                () -> perform(OperationalAction.RESTART),
                GeniCode.UNSUPPORTED,
                "is geni_stopping; possible are geni_stop");
    }

    @Test
    void actionInTheWrongStateIsRefusedForAll() {
        // given
        am.ready("a");
        am.allocate(SlicesFixture.SLICE, "b");

        // then
        refused(() -> perform(OperationalAction.STOP), GeniCode.UNSUPPORTED, "provisioned");
        assertThat(am.slices.status(WHOLE))
                .extracting(SliverStatus::operational)
                .containsExactly(OperationalState.READY, OperationalState.PENDING_ALLOCATION);
        assertThat(am.slices.perform(WHOLE, OperationalAction.STOP, List.of(), true))
                .extracting(SliverStatus::operational)
                .containsExactly(OperationalState.STOPPING, OperationalState.PENDING_ALLOCATION);
    }

    @Test
    void namedUsersGetTheirKeysReplaced() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.slices.perform(
                WHOLE,
                OperationalAction.UPDATE_USERS,
                List.of(new User(SlicesFixture.ALICE.urn(), List.of("ssh-ed25519 BBBB new"))),
                false);

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.UPDATING_USERS);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.master.calls()).endsWith("updateUsers");
        assertThat(am.listingUsers().describe(WHOLE).manifest())
                .contains("services_user", "BBBB")
                .doesNotContain("AAAA");
        assertThat(am.slices.describe(WHOLE).manifest()).doesNotContain("services_user", "BBBB");
    }

    @Test
    void manifestTellsTheStateAsScriptsOfGeniToolsReadIt() {
        // given
        am.ready("a");
        String ready = am.slices.describe(WHOLE).manifest();

        // when
        am.slices.perform(WHOLE, OperationalAction.STOP, List.of(), false);
        am.work();

        // then
        assertThat(ready)
                .contains("<host name=\"host1.example.org\"/>")
                .containsPattern("geni_sliver_info [^>]*state=\"ready\"");
        assertThat(am.slices.describe(WHOLE).manifest()).containsPattern("geni_sliver_info [^>]*state=\"unknown\"");
    }

    @Test
    void deletedSliverIsGoneAtOnceAndKeepsItsSlotUntilTheHostIsDone() {
        // given
        am.ready("a");
        am.allocate(SlicesFixture.SLICE, "b", "c");

        // when
        List<SliverStatus> deleted = am.slices.delete(WHOLE, false);

        // then
        assertThat(deleted).hasSize(3).allSatisfy(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.UNALLOCATED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.PENDING_ALLOCATION);
        });
        refused(() -> am.slices.status(WHOLE), GeniCode.SEARCHFAILED, "no slivers");
        assertThat(am.slices.describe(WHOLE).slivers()).isEmpty();
        refused(() -> am.allocate(SlicesFixture.OTHER, "x", "y", "z"), GeniCode.TOOBIG, "free slot");
        am.work();
        assertThat(am.allocate(SlicesFixture.OTHER, "x", "y", "z").slivers()).hasSize(3);
        assertThat(am.master.containers()).isEmpty();
    }

    private ThrowingCallable provision(Target target, boolean bestEffort) {
        return () -> am.slices.provision(target, SlicesFixture.REQUESTER, Optional.empty(), List.of(), bestEffort);
    }
}
