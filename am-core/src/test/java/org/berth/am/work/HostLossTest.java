// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.SliverSpec;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts that go away in the middle of something and come back, with everything or with nothing. */
class HostLossTest {
    private static final Target WHOLE = Target.wholeSlice(SlicesFixture.SLICE);

    private final FakeDockerMaster host = new FakeDockerMaster(13000, 5);

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, host);
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void hostThatComesBackEmptyHasItsSliversFailedAndRemadeOnlyWhenAsked() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        comesBackEmpty();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).contains("gone from host host1", "geni_reload");
        assertThat(host.containers()).isEmpty();
        perform(OperationalAction.RELOAD);
        am.work();
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
    }

    @Test
    void sliverThatWasNeverFinishedIsMadeOnTheEmptyHost() {
        // given
        Urn sliver = am.provision(SlicesFixture.SLICE, "host1", 1).get(0);
        host.duringNextCall(() -> {
            goesAway();
            throw new DockerMasterException(Kind.UNREACHABLE, "connection reset");
        });
        am.work();
        assertThat(am.status(sliver).error()).contains("connection reset");

        // when
        comesBackEmpty();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEmpty();
        assertThat(host.containers()).containsOnlyKeys(sliver.toString());
        assertThat(host.calls()).endsWith("create 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = OperationalAction.class,
            names = {"RESTART", "STOP", "UPDATE_USERS"})
    void whatWasAskedWhileTheHostWasAwayMakesNothingAnewOnTheEmptyHost(OperationalAction action) {
        // given
        Urn sliver = am.ready("a").sliver();
        goesAway();
        perform(action);
        am.work();

        // when
        comesBackEmpty();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).contains("gone from host host1", "geni_reload");
        assertThat(host.containers()).isEmpty();
    }

    @Test
    void reloadThatWasAskedWhileTheHostWasAwayIsCarriedOutOnTheEmptyHost() {
        // given
        Urn sliver = am.ready("a").sliver();
        goesAway();
        perform(OperationalAction.RELOAD);

        // when
        comesBackEmpty();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
        assertThat(host.calls()).endsWith("create 2");
    }

    @Test
    void deleteThatWasAcceptedWhileTheHostWasAwayIsCarriedOut() {
        // given
        Urn deleted = am.ready("a").sliver();
        Urn kept = am.ready("b").sliver();
        goesAway();
        am.slices.delete(new Target(SlicesFixture.SLICE, List.of(deleted)), false);
        am.work();
        assertThat(am.usedSlots()).containsEntry("host1", 2);

        // when
        comesBack();

        // then
        assertThat(host.containers()).containsOnlyKeys(kept.toString());
        assertThat(am.usedSlots()).containsEntry("host1", 1);
        assertThat(am.state(kept)).isEqualTo(OperationalState.READY);
    }

    @Test
    void shutdownThatWaitedForItsHostKeepsItsReason() {
        // given
        Urn sliver = am.ready("a").sliver();
        goesAway();
        am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
        am.work();

        // when
        comesBack();

        // then
        assertThat(am.state(sliver)).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.status(sliver).error()).isEqualTo("the slice was shut down");
        assertThat(host.isRunning(sliver.toString())).isFalse();
    }

    @Test
    void deleteIsDoneOnAHostThatHasNothingAnyMore() {
        // given
        am.ready("a");
        goesAway();
        am.slices.delete(WHOLE, false);

        // when
        comesBackEmpty();

        // then
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void sliverThatWasDeletedWhileItWasMadeIsRemoved() {
        // given
        am.provision(SlicesFixture.SLICE, "host1", 1);
        host.duringNextCall(() -> am.slices.delete(WHOLE, false));

        // when
        am.work();

        // then
        assertThat(host.calls()).containsExactly("reserve", "create 1", "delete");
        assertThat(host.containers()).isEmpty();
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void requestThatComesTooLateForTheHostIsNoFailureOfWhatIsWantedNow() {
        // given
        am.provision(SlicesFixture.SLICE, "host1", 1);
        host.duringNextCall(() -> {
            am.slices.delete(WHOLE, false);
            throw new DockerMasterException(Kind.GONE, "reserve: deleted here");
        });

        // when
        am.work();

        // then
        assertThat(host.calls()).containsExactly("reserve", "delete");
        assertThat(am.usedSlots()).containsEntry("host1", 0);
    }

    @Test
    void sliverThatTheHostHasDeletedForGoodIsFailedAndNotAskedForAgainAndAgain() {
        // given
        Urn sliver = am.provision(SlicesFixture.SLICE, "host1", 1).get(0);
        host.duringNextCall(() -> {
            throw new DockerMasterException(Kind.GONE, "reserve: deleted here");
        });

        // when
        am.work();
        am.clock.advance(Duration.ofMinutes(2));
        am.work();

        // then
        assertThat(host.calls()).containsExactly("reserve");
        assertThat(am.state(sliver)).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).contains("reserve: deleted here", "Delete and Allocate");
    }

    @Test
    void stepWhoseAnswerWasLostIsAskedForAgainUnderItsCount() {
        // given
        am.ready("a");
        perform(OperationalAction.RESTART);
        loseNextAnswer();
        am.work();

        // when
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        perform(OperationalAction.RESTART);
        am.work();
        perform(OperationalAction.UPDATE_USERS);
        loseNextAnswer();
        am.work();
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        perform(OperationalAction.RELOAD);
        am.work();
        perform(OperationalAction.RESTART);
        am.work();

        // then
        assertThat(host.counted())
                .containsExactly(
                        "restart 1.1",
                        "restart 1.1",
                        "restart 1.2",
                        "updateUsers 1.1",
                        "updateUsers 1.1",
                        "restart 2.3");
        assertThat(host.containers().values())
                .extracting(SliverSpec::userChanges)
                .containsExactly(1);
    }

    @Test
    void adoptedSliverIsCountedOnFromWhatItsHostKnows() {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.RESTART);
        am.work();
        am.close();
        am = new SlicesFixture(directory.resolve("new"), host);
        am.orphans.adopt(sliver, Duration.ofDays(1));

        // when
        perform(OperationalAction.RESTART);
        am.work();

        // then
        assertThat(host.counted()).containsExactly("restart 1.1", "restart 1.2");
    }

    @Test
    void containerOfADeletedSliverIsRemovedWhereverItTurnsUp() {
        // given
        Urn sliver = am.ready("a").sliver();
        var container = Map.copyOf(host.containers());
        am.slices.delete(WHOLE, false);
        am.work();
        assertThat(host.containers()).isEmpty();

        // when
        host.containers().putAll(container);
        assertThat(host.containers()).containsOnlyKeys(sliver.toString());
        am.compare();

        // then
        assertThat(host.containers()).doesNotContainKey(sliver.toString());
    }

    @Test
    void everyLoginNamesItsOwnHostWhetherThatAnswersOrNot() {
        // given
        am.close();
        FakeDockerMaster other = new FakeDockerMaster(14000, 5);
        am = new SlicesFixture(directory.resolve("two"), List.of(host, other));
        am.provision(SlicesFixture.SLICE, "host1", 1);
        am.provision(SlicesFixture.SLICE, "host2", 1);

        // when
        goesAway();

        // then
        assertThat(am.slices.describe(WHOLE).manifest())
                .contains("hostname=\"host1.example.org\" port=\"13000\"")
                .contains("hostname=\"host2.example.org\" port=\"14000\"");
    }

    private void loseNextAnswer() {
        host.duringNextCall(() -> {
            throw new DockerMasterException(Kind.UNREACHABLE, "connection reset");
        });
    }

    private void goesAway() {
        host.fail(Kind.UNREACHABLE, "no route to host");
        am.look();
    }

    private void comesBackEmpty() {
        host.loseEverything();
        comesBack();
    }

    /** What the AM does then: look at all work that waited, and compare, in any order. */
    private void comesBack() {
        host.recover();
        am.look();
        am.compare();
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        am.compare();
        am.work();
    }

    private void perform(OperationalAction action) {
        am.slices.perform(WHOLE, action, List.of(SlicesFixture.ALICE), false);
    }
}
