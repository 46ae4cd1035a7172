// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.placement.Quota;
import org.berth.am.placement.Quotas;
import org.berth.am.placement.SlicePolicy;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotasTest {
    private static final Urn ALICE = SlicesFixture.ALICE.urn();
    private static final Urn BOB = Urn.parse("urn:publicid:IDN+sa.example.org+user+bob");
    private static final Urn IN_PROJECT = Urn.parse("urn:publicid:IDN+sa.example.org:p1+slice+one");
    private static final Urn ALSO_IN_PROJECT = Urn.parse("urn:publicid:IDN+SA.example.org:p1+slice+two");
    private static final Urn OTHER_PROJECT = Urn.parse("urn:publicid:IDN+sa.example.org:p2+slice+one");

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 12));
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void oneSliceCannotTakeAllSlots() {
        // given
        StoredSlices slices = slices(new Quotas(share(50), Quota.UNLIMITED, Quota.UNLIMITED));
        allocate(slices, ALICE, SlicesFixture.SLICE, "a", "b", "c", "d", "e");

        // when, then
        refused(
                () -> allocate(slices, BOB, SlicesFixture.SLICE, "f", "g"),
                "slice " + SlicesFixture.SLICE + " has 5 of at most 6 slots of this aggregate in use, and the request"
                        + " needs 2 more");
        allocate(slices, ALICE, SlicesFixture.SLICE, "f");
        allocate(slices, ALICE, SlicesFixture.OTHER, "a", "b", "c", "d", "e", "f");
    }

    @Test
    void oneUserCannotTakeAllSlotsWithSeveralSlices() {
        // given
        StoredSlices slices = slices(new Quotas(Quota.UNLIMITED, slots(4), Quota.UNLIMITED));
        allocate(slices, ALICE, SlicesFixture.SLICE, "a", "b");
        create(slices, ALICE, SlicesFixture.OTHER, "a", "b");

        // when, then
        refused(
                () -> create(slices, ALICE, OTHER_PROJECT, "a"),
                "user " + ALICE + " has 4 of at most 4 slots of this aggregate in use");
        allocate(slices, BOB, SlicesFixture.SLICE, "c");

        // and when they are deleted and gone from their host
        slices.delete(Target.wholeSlice(SlicesFixture.OTHER), false);
        refused(() -> allocate(slices, ALICE, OTHER_PROJECT, "a"), "has 4 of at most 4 slots");
        am.work();
        allocate(slices, ALICE, OTHER_PROJECT, "a", "b");
    }

    @Test
    void oneProjectCannotTakeAllSlotsAndSlicesWithoutOneAreNoProject() {
        // given
        StoredSlices slices = slices(new Quotas(Quota.UNLIMITED, Quota.UNLIMITED, slots(3)));
        allocate(slices, ALICE, IN_PROJECT, "a", "b");

        // when, then
        refused(
                () -> allocate(slices, BOB, ALSO_IN_PROJECT, "a", "b"),
                "project sa.example.org:p1 has 2 of at most 3 slots of this aggregate in use");
        allocate(slices, BOB, ALSO_IN_PROJECT, "a");
        allocate(slices, BOB, OTHER_PROJECT, "a", "b", "c");
        allocate(slices, BOB, SlicesFixture.SLICE, "a", "b", "c", "d");
    }

    @Test
    void callsSideBySideNeverGetMoreThanTheQuotaTogether() throws Exception {
        // given
        StoredSlices slices = slices(new Quotas(Quota.UNLIMITED, slots(5), Quota.UNLIMITED));
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Urn slice = Urn.parse("urn:publicid:IDN+sa.example.org+slice+s" + i);
            calls.add(() -> {
                try {
                    allocate(slices, ALICE, slice, "n");
                    return true;
                } catch (AmException e) {
                    assertThat(e.code()).isEqualTo(GeniCode.TOOBIG);
                    return false;
                }
            });
        }

        // when
        List<Future<Boolean>> ended = threads.invokeAll(calls);
        threads.shutdown();

        // then
        int given = 0;
        for (Future<Boolean> call : ended) {
            given += call.get() ? 1 : 0;
        }
        assertThat(given).isEqualTo(5);
        assertThat(am.usedSlots()).containsEntry("host1", 5);
    }

    @Test
    void aShareOfASmallAmIsLargeEnoughForAnExperiment() {
        assertThat(share(50).of(3)).isEqualTo(4);
        assertThat(share(50).of(20)).isEqualTo(10);
        assertThat(share(50).of(21)).isEqualTo(11);
        assertThat(slots(2).of(1000)).isEqualTo(2);
    }

    private StoredSlices slices(Quotas quotas) {
        SlicePolicy policy = new SlicePolicy(
                SlicesFixture.AM,
                Duration.ofMinutes(10),
                Duration.ofDays(7),
                Duration.ofDays(30),
                am.policy.types(),
                false,
                Set.of(),
                quotas,
                false);
        return new StoredSlices(am.store, am.hosts, policy, am.clock, () -> {});
    }

    private static Described allocate(StoredSlices slices, Urn user, Urn slice, String... nodes) {
        return slices.allocate(
                Target.wholeSlice(slice),
                SlicesFixture.requester(user),
                SlicesFixture.request(nodes),
                Optional.empty());
    }

    private static Described create(StoredSlices slices, Urn user, Urn slice, String... nodes) {
        return slices.create(
                Target.wholeSlice(slice),
                SlicesFixture.requester(user),
                SlicesFixture.request(nodes),
                Optional.empty(),
                List.of(SlicesFixture.ALICE));
    }

    private static void refused(ThrowingCallable call, String part) {
        OneHostFixture.refused(call, GeniCode.TOOBIG, part);
    }

    private static Quota share(int percent) {
        return new Quota(percent, true);
    }

    private static Quota slots(int number) {
        return new Quota(number, false);
    }
}
