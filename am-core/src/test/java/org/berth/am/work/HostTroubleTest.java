// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.slice.OneHostFixture;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostProblems;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** What goes wrong on the host of a sliver, or is other than it was promised. */
class HostTroubleTest extends OneHostFixture {
    @Test
    void failingStepSaysWhatFailedAndReloadMayMendIt() {
        // given
        am.master.fail(DockerMasterException.Kind.FAILED, "create: no space left on device");

        // when
        SliverStatus failed = am.ready("a");

        // then
        assertThat(failed.operational()).isEqualTo(OperationalState.FAILED);
        assertThat(failed.error()).isEqualTo("create: no space left on device");
        am.master.recover();
        perform(OperationalAction.RELOAD);
        am.work();
        assertThat(am.status(failed.sliver()))
                .satisfies(status -> assertThat(status.operational()).isEqualTo(OperationalState.READY))
                .satisfies(status -> assertThat(status.error()).isEmpty());
    }

    @Test
    void workWaitsForAHostThatIsAway() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.hosts.all().forEach(Host::refresh);

        // when
        am.slices.delete(WHOLE, false);
        am.work();

        // then
        refused(() -> am.slices.sliceOf(List.of(sliver), false), GeniCode.SEARCHFAILED, "no sliver");
        am.master.recover();
        am.clock.advance(Duration.ofMinutes(2));
        am.work();
        assertThat(am.master.containers()).isEmpty();
    }

    @Test
    void hostThatCanStartNoContainerIsNotAvailableAndItsWorkWaits() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.says(new HostProblems(Optional.of("the engine's rules are gone: restart the engine"), List.of()));
        am.hosts.all().forEach(Host::refresh);

        // then
        assertThat(am.slices.advertisement(false)).contains("<available now=\"false\"/>");
        assertThat(am.slices.advertisement(true)).doesNotContain("component_name");
        refused(() -> am.allocate(SlicesFixture.SLICE, "b"), GeniCode.UNAVAILABLE, "can start no container now");
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);

        // and when it can again
        am.master.says(HostProblems.NONE);
        am.hosts.all().forEach(Host::refresh);
        am.allocate(SlicesFixture.SLICE, "b");
    }

    @Test
    void portsThatSomethingElseHoldsAreNotAdvertisedAsSlots() {
        // given
        int slots = am.master.describe().slots();
        am.master.says(new HostProblems(
                Optional.empty(),
                IntStream.range(0, slots - 1)
                        .mapToObj(number -> new HostProblems.HeldPort(13000 + number, "docker-proxy"))
                        .toList()));
        am.hosts.all().forEach(Host::refresh);

        // then
        assertThat(am.slices.advertisement(true)).contains("type_slots=\"1\"");
        am.allocate(SlicesFixture.SLICE, "a");
        refused(() -> am.allocate(SlicesFixture.SLICE, "b"), GeniCode.TOOBIG, "no free slot");
    }

    @Test
    void statusSaysSinceWhenTheHostIsAway() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.master.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.hosts.all().forEach(Host::refresh);

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).contains("2030-01-01T00:00:00Z").contains("no route to host");
    }

    @Test
    void addressOfAPrefixThatWasChangedIsReplacedInTheManifest() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");
        am.master.readdress("2001:db8::7");
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // when
        am.work();

        // then
        assertThat(am.slices.describe(WHOLE).manifest()).contains("hostname=\"2001:db8::7\"");
    }

    @Test
    void portThatTheHostFindsTakenIsReplacedInTheManifest() {
        // given
        am.master.take(13000, 13001);
        am.allocate(SlicesFixture.OTHER, "promised-13000-first");
        am.slices.delete(Target.wholeSlice(SlicesFixture.OTHER), false);
        am.allocate(SlicesFixture.SLICE, "a");
        am.allocate(SlicesFixture.OTHER, "promised-13001");
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);

        // when
        am.work();

        // then
        assertThat(am.slices.describe(WHOLE).manifest()).contains("port=\"13001\"");
        am.slices.provision(
                Target.wholeSlice(SlicesFixture.OTHER),
                SlicesFixture.REQUESTER,
                Optional.empty(),
                List.of(SlicesFixture.ALICE),
                false);
        assertThat(am.slices.describe(Target.wholeSlice(SlicesFixture.OTHER)).manifest())
                .contains("port=\"13002\"");
    }

    @Test
    void containerFoundStoppedIsStartedAgainAndStatusSaysSo() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.kill(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.CONFIGURING);
        assertThat(am.status(sliver).error()).contains("Exited (137)");
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @Test
    void containerThatIsGoneFailsTheSliverAndReloadMakesItAnew() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.master.lose(sliver.toString());

        // when
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.FAILED);
        assertThat(am.status(sliver).error()).contains("gone");
        perform(OperationalAction.RELOAD);
        am.work();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
    }
}
