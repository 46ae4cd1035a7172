// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.berth.am.GeniCode;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** Slices that an operator has shut down. */
class ShutdownTest extends OneHostFixture {
    @Test
    void shutDownSliceIsStoppedVisibleAndClosed() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
        am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
        am.work();

        // then
        assertThat(am.master.isRunning(sliver.toString())).isFalse();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        refused(() -> perform(OperationalAction.START), GeniCode.REFUSED, "shut down");
        refused(() -> am.slices.delete(WHOLE, false), GeniCode.REFUSED, "shut down");
        refused(() -> am.allocate(SlicesFixture.SLICE, "b"), GeniCode.REFUSED, "shut down");
    }

    @Test
    void whatWasShutDownWhileItStartedIsStoppedEvenIfItDoesNotStart() {
        // given
        Urn sliver = am.ready("a").sliver();
        perform(OperationalAction.RESTART);
        am.master.duringNextCall(() -> {
            am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
            throw new DockerMasterException(DockerMasterException.Kind.FAILED, "restart: no ssh");
        });

        // when
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.master.isRunning(sliver.toString())).isFalse();
    }

    @Test
    void whatWasStoppedWhileItWasMadeIsStoppedAgainWhenItRuns() {
        // given
        Urn sliver = am.provision(SlicesFixture.SLICE, "host1", 1).get(0);
        am.master.duringNextCall(() -> {
            am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));
            am.work();
        });

        // when
        am.work();
        am.work();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.master.isRunning(sliver.toString())).isFalse();
    }

    @Test
    void shutDownEndsWithTheLastLease() {
        // given
        am.ready("a");
        am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE));

        // when
        am.clock.advance(Duration.ofDays(8));
        am.leaseEnds.expire();

        // then
        assertThat(am.allocate(SlicesFixture.SLICE, "b").slivers()).hasSize(1);
    }
}
