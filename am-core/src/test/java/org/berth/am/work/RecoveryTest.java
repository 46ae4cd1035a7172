// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.berth.am.slice.OneHostFixture;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What failed and becomes well by itself is ready again; what was lost is not. */
class RecoveryTest extends OneHostFixture {
    private void workUntilItFails(Urn sliver) {
        for (int i = 0; i <= Worker.MOST_REFUSALS; i++) {
            am.clock.advance(Duration.ofMinutes(2));
            am.work();
        }
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);
    }

    private void assertReady(Urn sliver) {
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTART", "START"})
    void sliverThatFailedIsReadyAgainWhenItsContainerRunsAndAnswers(OperationalAction action) {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.STOP);
        am.work();
        perform(OperationalAction.START);
        if (action == OperationalAction.RESTART) {
            am.work();
            perform(OperationalAction.RESTART);
        }
        am.master.fail(Kind.FAILED, "cannot start a paused container");
        workUntilItFails(sliver);
        am.master.recover();
        am.compare();
        am.work();
        assertThat(am.status(sliver).error())
                .isEqualTo(action == OperationalAction.RESTART ? "" : "cannot start a paused container");

        // when
        am.master.revive(sliver);
        am.compare();
        am.work();

        // then
        assertReady(sliver);
        am.slices.perform(WHOLE, OperationalAction.UPDATE_USERS, List.of(SlicesFixture.ALICE), false);
        int before = am.master.calls().size();
        am.work();
        assertThat(am.master.calls().subList(before, am.master.calls().size())).containsExactly("updateUsers");
    }

    @Test
    void containerThatWasMadeThoughItsCreationFailedIsTakenUpAndItsCommandsAreRun() {
        // given
        String execute = "<services><execute shell=\"sh\" command=\"true\"/></services>";
        Urn sliver = am.slices
                .allocate(
                        Target.wholeSlice(SlicesFixture.SLICE),
                        SlicesFixture.REQUESTER,
                        SlicesFixture.rspec(SlicesFixture.node("a", execute)),
                        Optional.empty())
                .slivers()
                .get(0)
                .sliver();
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);
        am.master.failAfterNextCreation(Kind.FAILED, "waiting for ssh: nothing seen for 60 s");
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);

        // when
        am.compare();
        am.compare();
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isIn(OperationalState.READY_BUSY, OperationalState.READY);
        org.awaitility.Awaitility.await().untilAsserted(() -> assertReady(sliver));
        assertThat(am.master.calls()).contains("execute 0");
    }

    @Test
    void sliverWhoseContainerRunsAndDoesNotAnswerStaysFailedWithItsReason() {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.RESTART);
        am.master.fail(Kind.FAILED, "waiting for ssh");
        workUntilItFails(sliver);
        am.master.recover();

        // when
        am.master.failOnce(Kind.RETRYABLE, "waiting for ssh: nothing seen for 30 s");
        am.compare();
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).isEqualTo("waiting for ssh");
        am.compare();
        am.work();
        assertReady(sliver);
    }

    @Test
    void sliverWhoseDiskWasLostStaysFailed() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.lose(sliver.toString());
        am.compare();
        String reason = am.status(sliver).error();

        // when
        am.compare();
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).isEqualTo(reason).contains("geni_reload makes a new one");
    }

    @Test
    void pausedContainerIsToldAsSuchAndReadyAgainWhenItGoesOn() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.pause(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("is paused on host host1 (Up (Paused))");
        for (int i = 0; i < 2 * Worker.MOST_REFUSALS; i++) {
            am.clock.advance(Duration.ofMinutes(2));
            am.work();
        }
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("paused");
        am.master.unpause(sliver.toString());
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        assertReady(sliver);
    }

    @Test
    void pausedContainerThatShouldBeStoppedIsStopped() {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.STOP);
        am.work();
        am.master.pause(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.STOPPING);
    }
}
