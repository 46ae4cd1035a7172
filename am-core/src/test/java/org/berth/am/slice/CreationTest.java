// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.berth.am.slice.SlicesFixture.REQUESTER;
import static org.berth.am.slice.SlicesFixture.SLICE;
import static org.berth.am.slice.SlicesFixture.START;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.Store;
import org.berth.rspec.testing.SentRspec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreationTest {
    private static final Target WHOLE = Target.wholeSlice(SLICE);

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 2));
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void whatIsCreatedIsProvisionedWithLoginsAndIsMade() {
        // when
        Described created = create(Optional.empty(), "a", "b");
        am.work();

        // then
        assertThat(created.slivers()).hasSize(2).allSatisfy(sliver -> {
            assertThat(sliver.allocation()).isEqualTo(AllocationState.PROVISIONED);
            assertThat(sliver.operational()).isEqualTo(OperationalState.CONFIGURING);
            assertThat(sliver.expires()).isEqualTo(START.plus(Duration.ofDays(7)));
        });
        assertThat(SentRspec.checkLogins(created.manifest()))
                .hasSize(2)
                .allSatisfy(login -> assertThat(login).containsEntry("username", "alice"));
        assertThat(am.slices.status(WHOLE))
                .extracting(SliverStatus::operational)
                .containsOnly(OperationalState.READY);
    }

    /** So no death and no refusal can leave half of it. */
    @Test
    void allOfItIsOneTransaction() {
        // given
        AtomicInteger writes = new AtomicInteger();
        StoredSlices slices = new StoredSlices(counted(am.store, writes), am.hosts, am.policy, am.clock, () -> {});

        // when
        slices.create(
                Target.wholeSlice(SLICE),
                REQUESTER,
                SlicesFixture.request("a", "b"),
                Optional.empty(),
                List.of(SlicesFixture.ALICE));

        // then
        assertThat(writes).hasValue(1);
        assertThat(am.slices.status(WHOLE))
                .extracting(SliverStatus::allocation)
                .containsExactly(AllocationState.PROVISIONED, AllocationState.PROVISIONED);
    }

    @Test
    void endAskedForIsTheLeases() {
        Instant end = START.plus(Duration.ofHours(3));
        assertThat(create(Optional.of(end), "a").slivers())
                .extracting(SliverStatus::expires)
                .containsExactly(end);
    }

    @Test
    void sliceThatHasSliversIsLeftAsItIs() {
        // given
        am.allocate(SLICE, "a");
        List<SliverStatus> before = am.slices.status(WHOLE);

        // when
        refused(GeniCode.ALREADYEXISTS, "has slivers here already", "b");

        // then
        assertThat(am.slices.status(WHOLE)).isEqualTo(before);
        assertThat(am.usedSlots()).containsExactlyEntriesOf(Map.of("host1", 1));
    }

    @Test
    void whatDoesNotFitLeavesNothingAndCanBeCreatedSmaller() {
        // when
        refused(GeniCode.TOOBIG, "no free slot", "a", "b", "c");

        // then
        assertThat(am.usedSlots()).isEmpty();
        assertThat(am.slices.describe(WHOLE).slivers()).isEmpty();
        assertThat(create(Optional.empty(), "a", "b").slivers()).hasSize(2);
    }

    @Test
    void sliceWhoseSliversHaveExpiredOrWereDeletedIsCreatedAgain() {
        // given
        am.allocate(SLICE, "a");
        am.clock.advance(am.policy.allocatedLease());
        refused(GeniCode.UNAVAILABLE, "is still being cleared away", "a");
        am.leaseEnds.expire();

        // when
        assertThat(create(Optional.empty(), "a").slivers()).hasSize(1);
        am.slices.delete(WHOLE, false);

        // then
        assertThat(create(Optional.empty(), "a").slivers()).hasSize(1);
    }

    @Test
    void sliceThatWasShutDownTakesNothing() {
        // given
        create(Optional.empty(), "a");

        // when
        am.slices.shutdown(Target.wholeSlice(SLICE));

        // then
        assertThat(am.slices.isShutDown(SLICE)).isTrue();
        assertThat(am.slices.isShutDown(SlicesFixture.OTHER)).isFalse();
        refused(GeniCode.REFUSED, "was shut down", "b");
    }

    private static Store counted(Store store, AtomicInteger writes) {
        return new Store() {
            @Override
            public <T> T write(Transaction<T> transaction) {
                writes.incrementAndGet();
                return store.write(transaction);
            }

            @Override
            public <T> T read(Transaction<T> transaction) {
                return store.read(transaction);
            }

            @Override
            public void close() {
                store.close();
            }
        };
    }

    private Described create(Optional<Instant> end, String... clientIds) {
        return am.slices.create(
                Target.wholeSlice(SLICE),
                REQUESTER,
                SlicesFixture.request(clientIds),
                end,
                List.of(SlicesFixture.ALICE));
    }

    private void refused(GeniCode code, String part, String... clientIds) {
        assertThatThrownBy(() -> create(Optional.empty(), clientIds))
                .isInstanceOfSatisfying(
                        AmException.class, refusal -> assertThat(refusal.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }
}
