// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.BAD;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;

import java.util.List;
import java.util.Map;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is kept of a call that changes something. */
class AuditEntryTest {
    private final ApiFixture am = new ApiFixture(AmApiV3::new);

    @Test
    void callThatChangesSomethingTellsWhatItChanged() {
        // when
        AuditEntry deleted = auditEntry("Delete", SLICE, GOOD);
        AuditEntry allocated = auditEntry("Allocate", RecordingSlices.SLICE.toString(), GOOD, "<rspec/>");
        AuditEntry stopped = auditEntry("Shutdown", RecordingSlices.SLICE.toString(), GOOD);

        // then
        assertThat(deleted.credentials()).containsExactly(RecordingAuthority.HASH);
        assertThat(deleted.slivers()).singleElement().satisfies(change -> {
            assertThat(change.before()).contains(am.slices.shown.get(0));
            assertThat(change.after().allocation()).isEqualTo(AllocationState.UNALLOCATED);
        });
        assertThat(allocated.slivers()).singleElement().satisfies(change -> {
            assertThat(change.before()).isEmpty();
            assertThat(change.after().allocation()).isEqualTo(AllocationState.ALLOCATED);
        });
        assertThat(stopped.slivers()).hasSize(1);
    }

    @Test
    void callThatOnlyReadsHasNoAuditEntry() {
        // when / then
        assertThat(am.call("Status", SLICE, GOOD).auditEntry()).isEmpty();
        assertThat(am.call("GetVersion").auditEntry()).isEmpty();
    }

    @Test
    void unknownSliverThatBestEffortListsIsNoChange() {
        // given
        am.slices.shown = List.of(
                am.slices.shown.get(0),
                new SliverStatus(
                        RecordingSlices.OTHER_SLIVER,
                        RecordingSlices.EXPIRES,
                        AllocationState.UNALLOCATED,
                        OperationalState.PENDING_ALLOCATION,
                        "no such sliver",
                        0));
        am.slices.live =
                List.of(RecordingSlices.sliver(AllocationState.ALLOCATED, OperationalState.PENDING_ALLOCATION));

        // when
        AuditEntry renewed = auditEntry("Renew", SLICE, GOOD, "2030-01-02T00:00:00Z", Map.of("geni_best_effort", true));

        // then
        assertThat(renewed.slivers()).extracting(SliverChange::sliver).containsExactly(RecordingSlices.SLIVER);
    }

    @Test
    void sliverThatIsAsItWasBeforeIsLeftOut() {
        // when
        AuditEntry renewed = auditEntry("Renew", SLICE, GOOD, "2030-01-08T00:00:00Z", Map.of());

        // then
        assertThat(renewed).isEqualTo(new AuditEntry(true, List.of(RecordingAuthority.HASH), "", List.of()));
    }

    @Test
    void changeOfKeysIsAChangeThoughNoStateShowsIt() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));

        // when
        AuditEntry updated = auditEntry(
                "PerformOperationalAction", SLICE, GOOD, "geni_update_users", Map.of("geni_users", new Object[] {}));
        AuditEntry started = auditEntry("PerformOperationalAction", SLICE, GOOD, "geni_start", Map.of());

        // then
        assertThat(updated.slivers()).hasSize(1);
        assertThat(updated.action()).isEqualTo("geni_update_users");
        assertThat(started.slivers()).isEmpty();
        assertThat(started.action()).isEqualTo("geni_start");
    }

    @Test
    void reloadIsAChangeThoughTheStateIsTheSame() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));

        // when
        AuditEntry reloaded = auditEntry("PerformOperationalAction", SLICE, GOOD, "geni_reload", Map.of());

        // then
        assertThat(reloaded.slivers()).hasSize(1);
    }

    @Test
    void sliverThatBestEffortRefusedTheKeysIsLeftOut() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));
        am.slices.refuses = true;

        // when
        AuditEntry updated = auditEntry(
                "PerformOperationalAction",
                SLICE,
                GOOD,
                "geni_update_users",
                Map.of("geni_users", new Object[] {}, "geni_best_effort", true));

        // then
        assertThat(updated.slivers()).isEmpty();
    }

    @Test
    void refusedChangeIsKeptToo() {
        // when
        AuditEntry refused = am.call("Delete", SLICE, BAD).auditEntry().orElseThrow();

        // then
        assertThat(refused).isEqualTo(new AuditEntry(false, List.of(), "", List.of()));
    }

    private AuditEntry auditEntry(String method, @Nullable Object... parameters) {
        return am.call(method, parameters).auditEntry().orElseThrow();
    }
}
