// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.testing.SshUser;
import org.junit.jupiter.api.Test;

/** What every {@link DockerMaster} does with requests that come after those that were made after them. */
abstract class StaleRequestContract extends PoolContract {

    @Test
    void deletedSliverIsNeverMadeAgain() {
        // given
        SliverSpec made = made(newSliver());
        host.delete(made.sliver());

        // when
        expect(Kind.GONE, () -> host.create(made)).hasMessageContaining(made.sliver() + " was deleted here at ");
        expect(Kind.GONE, () -> host.reserve(made));
        reopen();
        expect(Kind.GONE, () -> host.create(generation(made, 2)));

        // then
        assertThat(containers()).isEmpty();
    }

    @Test
    void requestThatIsOvertakenByItsDeletionMakesNothing() {
        // given
        SliverSpec spec = newSliver();
        host.delete(spec.sliver());

        // when
        expect(Kind.GONE, () -> host.reserve(spec));

        // then
        assertThat(host.reserve(newSliver()).sshPort()).isEqualTo(FIRST_PORT);
    }

    @Test
    void deletionIsForgottenAfterNinetyDays() {
        // given
        SliverSpec spec = newSliver();
        host.delete(spec.sliver());
        clock.advance(Duration.ofDays(89));
        host.delete(newSliver().sliver());
        expect(Kind.GONE, () -> host.reserve(spec));

        // when
        clock.advance(Duration.ofDays(2));
        host.delete(newSliver().sliver());

        // then
        assertThat(host.reserve(spec)).isEqualTo(spec.endpoint());
    }

    @Test
    void olderGenerationIsNeverMadeAgain() {
        // given
        SliverSpec made = made(newSliver());
        SliverSpec reloaded = made(generation(made, 2));
        String id = onlyContainer();

        // when
        expect(Kind.GONE, () -> host.create(made)).hasMessageContaining("generation 1 of sliver");
        expect(Kind.GONE, () -> host.reserve(made)).hasMessageContaining("was replaced by 2");
        loseState();
        expect(Kind.GONE, () -> host.create(made));

        // then
        assertThat(onlyContainer()).isEqualTo(id);
        host.create(reloaded);
        assertThat(onlyContainer()).isEqualTo(id);
    }

    @Test
    void restartWhoseAnswerWasLostIsDoneOnceAndOneThatComesLateNever() {
        // given
        SliverSpec made = made(newSliver());
        host.restart(made.sliver(), 1, 2);
        String started = startedAt();

        // when
        host.restart(made.sliver(), 1, 2);
        reopen();
        host.restart(made.sliver(), 1, 2);
        expect(Kind.GONE, () -> host.restart(made.sliver(), 1, 1)).hasMessageContaining("restart 1 of sliver");

        // then
        assertThat(startedAt()).isEqualTo(started);
        host.restart(made.sliver(), 1, 3);
        String again = startedAt();
        assertThat(again).isNotEqualTo(started);
        assertThat(found(made).restarts()).isEqualTo(3);

        // when the host has forgotten
        loseState();
        host.restart(made.sliver(), 1, 3);

        // then
        assertThat(startedAt()).isNotEqualTo(again);
    }

    @Test
    void lateAccountsNeverReplaceNewerOnes() {
        // given
        SliverSpec made = made(newSliver());
        SshUser newAlice = SshUser.make(folder, "alice");
        host.updateUsers(made.sliver(), 1, 2, List.of(accountOf(newAlice)));

        // when
        expect(Kind.GONE, () -> host.updateUsers(made.sliver(), 1, 1, made.accounts()))
                .hasMessageContaining("comes late, after 2");
        expect(Kind.GONE, () -> host.create(made));
        host.updateUsers(made.sliver(), 1, 2, List.of(accountOf(newAlice)));

        // then
        int port = made.endpoint().sshPort();
        assertThat(newAlice.run(LOOPBACK, port, "true").exitCode()).isZero();
        assertThat(alice.run(LOOPBACK, port, "true").exitCode()).isEqualTo(255);
        assertThat(found(made).userChanges()).isEqualTo(2);
        assertThat(host.accounts(made.sliver())).containsExactly(accountOf(newAlice));
    }

    @Test
    void ordersForAnOlderGenerationAreRefused() {
        // given
        SliverSpec made = made(newSliver());
        host.restart(made.sliver(), 1, 1);
        made(generation(made, 2));
        String started = startedAt();

        // when
        expect(Kind.GONE, () -> host.start(made.sliver(), 1)).hasMessageContaining("starting: generation 1 of sliver");
        expect(Kind.GONE, () -> host.stop(made.sliver(), 1));
        expect(Kind.GONE, () -> host.restart(made.sliver(), 1, 2));
        expect(Kind.GONE, () -> host.updateUsers(made.sliver(), 1, 1, List.of()));

        // then
        assertThat(startedAt()).isEqualTo(started);

        // when its AM counts nothing, or counts from the start
        host.start(made.sliver(), 0);
        host.restart(made.sliver(), 2, 1);

        // then
        assertThat(startedAt()).isNotEqualTo(started);
    }

    private String startedAt() {
        return String.valueOf(inspected().getState().getStartedAt());
    }

    private FoundSliver found(SliverSpec spec) {
        return host.list().stream()
                .filter(found -> found.sliver().equals(spec.sliver()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hostThatLostItsStateForgetsOnlyWhatHasNoContainer() {
        // given
        SliverSpec kept = made(newSliver());
        SliverSpec deleted = newSliver(PLAIN, FIRST_PORT + 1);
        host.delete(deleted.sliver());

        // when
        loseState();

        // then
        host.delete(deleted.sliver());
        expect(Kind.GONE, () -> host.create(deleted));
        assertThat(host.list())
                .filteredOn(found -> found.am().equals(am))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.sliver()).isEqualTo(kept.sliver());
                    assertThat(found.endpoint()).isEqualTo(kept.endpoint());
                });
        host.delete(kept.sliver());
        assertThat(containers()).isEmpty();
    }
}
