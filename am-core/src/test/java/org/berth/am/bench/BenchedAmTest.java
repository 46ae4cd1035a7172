// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.berth.am.bench.SliceCalls.Way;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchedAmTest {
    @ParameterizedTest
    @EnumSource
    void callsThatAreMeasuredDoWhatTheySay(Way way, @TempDir Path directory) throws IOException {
        // given
        try (BenchedHosts hosts = BenchedHosts.open(2, way);
                BenchedAm am = BenchedAm.open(directory, hosts.hosts(), hosts.masters(), 10)) {
            // when, then
            assertThat(am.status()).hasSize(BenchedAm.SLIVERS_OF_SLICE).allSatisfy(sliver -> {
                assertThat(sliver.operational()).isEqualTo(OperationalState.READY);
                assertThat(sliver.error()).isEmpty();
            });
            assertThat(am.describe().slivers()).hasSize(BenchedAm.SLIVERS_OF_SLICE);
            for (int i = 0; i < 3; i++) {
                assertThat(am.allocateAndDelete())
                        .extracting(SliverStatus::allocation)
                        .containsExactly(AllocationState.UNALLOCATED);
            }
        }
    }
}
