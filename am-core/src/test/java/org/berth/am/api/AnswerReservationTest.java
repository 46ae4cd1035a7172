// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.berth.am.api.ApiFixture.ALICE;
import static org.berth.am.api.ApiFixture.GOOD;
import static org.berth.am.api.ApiFixture.SLICE;
import static org.berth.am.api.ApiFixture.VERSION_3;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.rspec.Compression;
import org.junit.jupiter.api.Test;

/** When a call reserves memory for its answer, and how much. */
class AnswerReservationTest {
    private final ApiFixture am = new ApiFixture(AmApiV3::new);
    private final List<Long> reserved = new ArrayList<>();

    @Test
    void unknownSliversThatBestEffortListsAreCounted() {
        // given
        am.slices.live = List.of();
        Object[] urns = IntStream.range(0, 500)
                .mapToObj(number -> RecordingSlices.SLIVER + (number == 0 ? "" : "-" + number))
                .toArray();

        // when
        call("Delete", this::reserve, urns, GOOD, Map.of("geni_best_effort", true));

        // then
        long characters =
                Arrays.stream(urns).mapToLong(urn -> urn.toString().length()).sum();
        assertThat(reserved).containsExactly(500 * 1000 + 2 * characters);
    }

    @Test
    void provisionReservesOnceForManifestAndSlivers() {
        // when
        call("Provision", this::reserve, SLICE, GOOD, VERSION_3);

        // then
        assertThat(reserved).containsExactly(1000L);
    }

    @Test
    void requestThatWaitsForMemoryForItsAnswerTakesNoTurn() {
        // given
        Object[] request = {RecordingSlices.SLICE.toString(), GOOD, Compression.compress("<rspec/>"), Map.of()};
        List<GeniCode> meanwhile = new ArrayList<>();

        // when
        Reply reply = call(
                "Allocate",
                bytes -> {
                    meanwhile.add(am.call("Allocate", request).code());
                    return true;
                },
                request);

        // then
        assertThat(meanwhile).containsExactly(GeniCode.SUCCESS);
        assertThat(reply.code()).isEqualTo(GeniCode.SUCCESS);
    }

    @Test
    void sliverThatBecomesReadyDuringTheWaitIsRecordedAsChanged() {
        // given
        am.slices.live = List.of(RecordingSlices.sliver(AllocationState.PROVISIONED, OperationalState.CONFIGURING));

        // when
        Reply reply = call(
                "PerformOperationalAction",
                bytes -> {
                    am.slices.live = am.slices.shown;
                    return true;
                },
                SLICE,
                GOOD,
                "geni_start",
                Map.of());

        // then
        assertThat(reply.auditEntry().orElseThrow().slivers())
                .singleElement()
                .satisfies(change -> assertThat(change.before()).contains(am.slices.shown.get(0)));
    }

    private boolean reserve(long bytes) {
        reserved.add(bytes);
        return true;
    }

    private Reply call(String method, AnswerBudget budget, Object... parameters) {
        try {
            return am.api.call(ALICE, method, List.of(parameters), budget);
        } catch (RpcFault fault) {
            throw new AssertionError(fault);
        }
    }
}
