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
class DeedTest {
    private final ApiFixture am = new ApiFixture(AmApiV3::new);

    @Test
    void callThatChangesSomethingTellsWhatItChanged() {
        // when
        Deed deleted = deed("Delete", SLICE, GOOD);
        Deed allocated = deed("Allocate", RecordingSlices.SLICE.toString(), GOOD, "<rspec/>");
        Deed stopped = deed("Shutdown", RecordingSlices.SLICE.toString(), GOOD);

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
    void callThatOnlyLooksIsNoDeed() {
        // when / then
        assertThat(am.call("Status", SLICE, GOOD).deed()).isEmpty();
        assertThat(am.call("GetVersion").deed()).isEmpty();
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
        Deed renewed = deed("Renew", SLICE, GOOD, "2030-01-02T00:00:00Z", Map.of("geni_best_effort", true));

        // then
        assertThat(renewed.slivers()).extracting(SliverChange::sliver).containsExactly(RecordingSlices.SLIVER);
    }

    @Test
    void sliverThatIsAsItWasBeforeIsLeftOut() {
        // when
        Deed renewed = deed("Renew", SLICE, GOOD, "2030-01-08T00:00:00Z", Map.of());

        // then
        assertThat(renewed).isEqualTo(new Deed(true, List.of(RecordingAuthority.HASH), "", List.of()));
    }

    @Test
    void changeOfKeysIsAChangeThoughNoStateShowsIt() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));

        // when
        Deed updated = deed(
                "PerformOperationalAction", SLICE, GOOD, "geni_update_users", Map.of("geni_users", new Object[] {}));
        Deed started = deed("PerformOperationalAction", SLICE, GOOD, "geni_start", Map.of());

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
        Deed reloaded = deed("PerformOperationalAction", SLICE, GOOD, "geni_reload", Map.of());

        // then
        assertThat(reloaded.slivers()).hasSize(1);
    }

    @Test
    void sliverThatBestEffortRefusedTheKeysIsLeftOut() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));
        am.slices.refuses = true;

        // when
        Deed updated = deed(
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
        Deed refused = am.call("Delete", SLICE, BAD).deed().orElseThrow();

        // then
        assertThat(refused).isEqualTo(new Deed(false, List.of(), "", List.of()));
    }

    private Deed deed(String method, @Nullable Object... parameters) {
        return am.call(method, parameters).deed().orElseThrow();
    }
}
