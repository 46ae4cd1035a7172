// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.berth.am.slice.OneHostFixture;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an admin is told of work that is not done. */
class OverdueWorkTest extends OneHostFixture {
    private OverdueWork overdue;
    private Urn sliver;

    @BeforeEach
    void makeSliver() {
        overdue = new OverdueWork(am.store, am.hosts, am.clock);
        sliver = am.ready("a").sliver();
    }

    private void workFor(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusMinutes(1)) {
            am.clock.advance(Duration.ofMinutes(1));
            am.work();
        }
    }

    @Test
    void removalThatTheEngineRefusesIsTriedAgainAndListedWithItsReason() {
        // given
        am.slices.delete(WHOLE, false);
        am.master.fail(Kind.FAILED, "removing the container: device or resource busy");

        // when
        workFor(Duration.ofMinutes(10));

        // then
        assertThat(overdue.stuck("host1")).singleElement().satisfies(stuck -> {
            assertThat(stuck.sliver()).isEqualTo(sliver);
            assertThat(stuck.slice()).isEqualTo(SlicesFixture.SLICE.key());
            assertThat(stuck.step()).isEqualTo("remove");
            assertThat(stuck.since()).isEqualTo(SlicesFixture.START);
            assertThat(stuck.attempts()).isEqualTo(10);
            assertThat(stuck.reason()).isEqualTo("removing the container: device or resource busy");
        });
        assertThat(overdue.warning())
                .hasValue("host host1 has overdue work for 1 sliver, the oldest asked for at " + SlicesFixture.START
                        + "; berth host show host1 lists it");
        assertThat(overdue.count()).isEqualTo(1);
        am.master.recover();
        workFor(Duration.ofMinutes(1));
        assertThat(overdue.stuck("host1")).isEmpty();
        assertThat(overdue.warning()).isEmpty();
        assertThat(overdue.count()).isZero();
    }

    @Test
    void stopThatTheEngineRefusesIsTriedUntilItIsDone() {
        // given
        perform(OperationalAction.STOP);
        am.master.fail(
                Kind.FAILED, "stopping the container: tried to kill container, but did not receive an exit event");

        // when
        workFor(Duration.ofMinutes(10));

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.STOPPING);
        assertThat(overdue.stuck("host1")).singleElement().satisfies(stuck -> {
            assertThat(stuck.step()).isEqualTo("stop");
            assertThat(stuck.reason()).contains("did not receive an exit event");
        });
        am.master.recover();
        workFor(Duration.ofMinutes(1));
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
    }

    @Test
    void workThatWaitsForAHostThatIsAwayIsOverdueButNoWarningBesideTheHosts() {
        // given
        am.master.fail(Kind.UNREACHABLE, "no route to host");
        am.look();
        perform(OperationalAction.STOP);

        // when
        am.clock.advance(Duration.ofMinutes(6));

        // then
        assertThat(overdue.count()).isEqualTo(1);
        assertThat(overdue.warning()).isEmpty();
        assertThat(overdue.stuck("host1"))
                .singleElement()
                .satisfies(stuck -> assertThat(stuck.attempts()).isZero());
    }
}
