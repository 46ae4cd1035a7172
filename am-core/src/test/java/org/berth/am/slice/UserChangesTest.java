// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.work.Worker;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes of accounts that fail: what passes is tried until it is done, what does not leaves the accounts as they were. */
class UserChangesTest extends OneHostFixture {
    private static final Urn BOB = Urn.parse("urn:publicid:IDN+sa.example.org+user+bob");
    private static final List<String> OLD = SlicesFixture.ALICE.keys();
    private static final List<String> NEW = List.of("ssh-ed25519 BBBB new");
    private static final List<String> NEWER = List.of("ssh-ed25519 CCCC newer");
    private static final String TAKEN = "making account 'bob': the image has an account of that name";

    private Urn sliver;

    @BeforeEach
    void makeSliver() {
        sliver = am.ready("a").sliver();
    }

    private OperationalState change(User... users) {
        return am.slices
                .perform(WHOLE, OperationalAction.UPDATE_USERS, List.of(users), false)
                .get(0)
                .operational();
    }

    private void workLater() {
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
    }

    private void assertDone(Map<String, List<String>> keys) {
        assertThat(am.master.keysOf(sliver)).isEqualTo(keys);
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @Test
    void changeDuringWhichTheContainerEndsIsDoneOnceItRunsAgain() {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW), new User(BOB, NEW));

        // when
        am.master.duringNextCall(() -> am.master.kill(sliver.toString()));
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("the container does not run now");
        assertThat(am.master.keysOf(sliver)).isEqualTo(Map.of("alice", OLD));
        workLater();
        assertDone(Map.of("alice", NEW, "bob", NEW));
    }

    @Test
    void changeThatAnEngineBrokeOffAgainAndAgainIsDoneInTheEnd() {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW));

        // when
        for (int i = 0; i < 2 * Worker.MOST_REFUSALS; i++) {
            am.master.failOnce(Kind.UNREACHABLE, "the engine does not answer");
            workLater();
            assertThat(am.status(sliver).error()).contains("the engine does not answer");
        }

        // then
        workLater();
        assertDone(Map.of("alice", NEW));
    }

    @Test
    void changeAskedForWhileTheHostIsAwayIsDoneThoughItsContainerEndedMeanwhile() {
        // given
        am.master.fail(Kind.UNREACHABLE, "no route to host");
        am.look();
        change(new User(SlicesFixture.ALICE.urn(), NEW));
        am.work();
        am.master.kill(sliver.toString());

        // when
        am.master.recover();
        am.look();
        workLater();
        workLater();

        // then
        assertDone(Map.of("alice", NEW));
    }

    @Test
    void laterChangeTakesThePlaceOfOneThatIsStillTried() {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW));
        am.master.failOnce(Kind.RETRYABLE, "it did not end in 30 s");
        am.work();

        // when
        assertThat(change(new User(SlicesFixture.ALICE.urn(), NEWER))).isEqualTo(OperationalState.UPDATING_USERS);
        am.work();

        // then
        assertDone(Map.of("alice", NEWER));
        assertThat(am.master.counted()).containsExactly("updateUsers 1.1", "updateUsers 1.2");
    }

    @Test
    void laterChangeThatComesWhileAnEarlierOneFailsForGoodIsCarriedOut() {
        // given
        change(new User(BOB, NEW));

        // when
        am.master.duringNextCall(() -> {
            change(new User(SlicesFixture.ALICE.urn(), NEWER));
            throw new DockerMasterException(Kind.FAILED, TAKEN);
        });
        am.work();

        // then
        assertDone(Map.of("alice", NEWER, "bob", NEW));
    }

    @ParameterizedTest
    @EnumSource(names = {"UPDATE_USERS", "RELOAD"})
    void changeThatCannotBeLeavesTheOldAccountsWholeAndSaysWhy(OperationalAction next) {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW), new User(BOB, NEW));

        // when
        am.master.failOnce(Kind.FAILED, TAKEN);
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEqualTo(TAKEN + "; all accounts are as they were before");
        assertThat(am.listingUsers().describe(WHOLE).manifest())
                .contains("AAAA")
                .doesNotContain("BBBB", "bob");

        // when
        am.slices.perform(WHOLE, next, List.of(SlicesFixture.ALICE), false);
        am.work();

        // then
        assertDone(Map.of("alice", OLD));
    }

    @Test
    void changeThatFailsForGoodGoesBackToTheLastOneThatWasDone() {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW));
        am.master.duringNextCall(() -> {
            change(new User(BOB, NEWER));
            am.master.failOnce(Kind.FAILED, TAKEN);
        });

        // when
        am.work();

        // then
        assertThat(am.master.keysOf(sliver)).isEqualTo(Map.of("alice", NEW));
        assertThat(am.status(sliver).error()).contains(TAKEN);
        assertThat(am.listingUsers().describe(WHOLE).manifest())
                .contains("BBBB")
                .doesNotContain("CCCC", "AAAA", "bob");
    }

    @Test
    void containerWhoseProgramsDoNotEndIsTriedAFewTimesAndKeepsItsAccounts() {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW));
        am.master.fail(Kind.RETRYABLE, "changing the accounts: timeout did not end in 30 s");

        // when
        for (int i = 0; i < 2 * Worker.MOST_REFUSALS; i++) {
            workLater();
        }

        // then
        assertThat(am.master.counted()).hasSize(Worker.MOST_REFUSALS + 1);
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).contains("did not end in 30 s; all accounts are as they were before");
        assertThat(am.listingUsers().describe(WHOLE).manifest())
                .contains("AAAA")
                .doesNotContain("BBBB");
    }

    @ParameterizedTest
    @EnumSource(names = {"STOP", "RESTART", "RELOAD"})
    void accountsThatWaitKeepNobodyFromActingAndAreChangedAfterwards(OperationalAction action) {
        // given
        change(new User(SlicesFixture.ALICE.urn(), NEW));
        am.master.failOnce(Kind.RETRYABLE, "it did not end in 30 s");
        am.work();

        // when
        perform(action);
        am.work();
        if (action == OperationalAction.STOP) {
            assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
            perform(OperationalAction.START);
        }
        am.work();

        // then
        assertDone(Map.of("alice", NEW));
    }
}
