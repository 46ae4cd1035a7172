// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DiskCondition.Level;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

/** What a host says of a sliver's disk. */
class SliverDiskTest extends OneHostFixture {
    private static final long LIMIT = 20L << 30;
    private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");

    @Test
    void nearlyFullDiskIsToldForAsLongAsItIs() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.master.tellOfDisk(sliver.toString(), Level.NEARLY_FULL, LIMIT, AT);
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error())
                .isEqualTo("disk nearly full: it has written more than 90 % of the 20.0 GiB of its sliver type, and is"
                        + " stopped when it has all");

        // when
        am.master.tellNothingOfDisk(sliver.toString());
        am.compare();

        // then
        assertThat(am.status(sliver).error()).isEmpty();
    }

    @Test
    void sliverThatItsHostStoppedStaysStoppedWithTheReasonUntilItsOwnerStartsIt() {
        // given
        Urn sliver = am.ready("a").sliver();

        // when
        am.master.tellOfDisk(sliver.toString(), Level.STOPPED, LIMIT, AT);
        am.compare();
        am.work();
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.status(sliver).error())
                .isEqualTo(
                        "disk full: it was stopped at 2030-01-01T00:00:00Z since it has written more than the 20.0 GiB"
                                + " of its sliver type, geni_start lets it run for 15 minutes to remove files");
        assertThat(am.master.calls()).doesNotContain("start", "stop");

        // when
        perform(OperationalAction.START);
        am.work();
        am.master.tellOfDisk(sliver.toString(), Level.FULL, LIMIT, AT.plus(Duration.ofMinutes(15)));
        am.compare();

        // then
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.status(sliver).error()).contains("is stopped at 2030-01-01T00:15:00Z unless files are removed");
    }

    @Test
    void otherErrorsStayBesideTheNote() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.reconciler.pass(am.host("host1"), Map.of(sliver.toString(), AT));
        String before = am.status(sliver).error();
        am.master.tellOfDisk(sliver.toString(), Level.NEARLY_FULL, LIMIT, AT);

        // when
        am.compare();
        am.compare();

        // then
        assertThat(am.status(sliver).error()).startsWith(before + "; disk nearly full: ");
        am.master.tellNothingOfDisk(sliver.toString());
        am.compare();
        assertThat(am.status(sliver).error()).isEqualTo(before);
        assertThat(before).isNotEmpty();
    }
}
