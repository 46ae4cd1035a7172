// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.berth.am.GeniCode;
import org.berth.am.sliver.AllocationState;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SliceTable.Amount;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

class SliceBoundsTest extends OneHostFixture {
    private static final String FOREIGN = "<x:e xmlns:x='u'/>";

    @Test
    void requestsOfASliceAreBoundedTogetherByTheirElements() {
        // given more than half of what a slice may have
        allocate(
                "a",
                FOREIGN.repeat(4_000)
                        .replace("/>", " a=''/>")
                        .replace("'u'", "'u' b='' c='' d='' e='' f='' g='' h='' i='' j=''"));

        // when
        refused(() -> allocate("b", FOREIGN.repeat(40_000)), GeniCode.TOOBIG, "at most 100000 are stored");

        // then
        assertThat(am.slices.describe(WHOLE).slivers()).hasSize(1);
        assertThat(am.usedSlots()).containsEntry("host1", 1);
        allocate("b", "");
        am.slices.delete(WHOLE, false);
        allocate("b", FOREIGN.repeat(5_000));
    }

    @Test
    void requestsOfASliceAreBoundedTogetherByTheirLength() {
        // given
        allocate("a", " ".repeat(1_000_000));
        allocate("b", " ".repeat(1_000_000));

        // when, then
        refused(() -> allocate("c", " ".repeat(1_000_000)), GeniCode.TOOBIG, "at most 2097152 are stored");
        assertThat(am.usedSlots()).containsEntry("host1", 2);
    }

    @Test
    void keysOfOneSliverAreBounded() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");

        // when, then
        refused(() -> provision(users(20, 60_000), false), GeniCode.TOOBIG, "at most 1048576 are stored for a sliver");
        assertThat(am.slices.status(WHOLE))
                .extracting(SliverStatus::allocation)
                .containsExactly(AllocationState.ALLOCATED);
        assertThat(amount().accounts()).isZero();
    }

    @Test
    void accountsAndKeysOfASliceAreBoundedTogether() {
        // given
        SlicesFixture large = new SlicesFixture(directory.resolve("large"), new FakeDockerMaster(14000, 60));
        try (large) {
            large.allocate(
                    SlicesFixture.SLICE,
                    IntStream.range(0, 55).mapToObj(i -> "n" + i).toArray(String[]::new));

            // when, then 55 slivers with 100,000 characters of keys each
            refused(
                    () -> provision(large, users(2, 50_000), false),
                    GeniCode.TOOBIG,
                    "characters in ssh keys, keys times slivers; at most 4194304");
            refused(
                    () -> provision(large, users(190, 10), false),
                    GeniCode.TOOBIG,
                    "accounts, users times slivers; at most 10000");
            assertThat(amount(large).accounts()).isZero();

            // when some of them at least
            Described some = provision(large, users(2, 50_000), true);
            assertThat(some.slivers())
                    .filteredOn(sliver -> sliver.allocation() == AllocationState.PROVISIONED)
                    .hasSize(41);
            assertThat(some.slivers())
                    .filteredOn(sliver -> sliver.error().contains("at most 4194304"))
                    .hasSize(14);
        }
    }

    @Test
    void changedUsersAreBoundedLikeNewOnesAndWhatTheyReplaceIsNotCounted() {
        // given
        am.allocate(SlicesFixture.SLICE, "a");
        provision(users(2, 400_000), false);
        am.work();

        // when, then
        update(users(2, 500_000));
        assertThat(amount().keyCharacters()).isBetween(1_000_000L, 1_000_100L);
        am.work();
        refused(() -> update(users(3, 400_000)), GeniCode.TOOBIG, "at most 1048576 are stored for a sliver");
        assertThat(amount().accounts()).isEqualTo(2);
    }

    @Test
    void aNodeHasABoundedNumberOfCommands() {
        String execute = "<services>" + "<execute shell=\"sh\" command=\"true\"/>".repeat(101) + "</services>";
        refused(
                () -> am.slices.allocate(
                        Target.wholeSlice(SlicesFixture.SLICE),
                        SlicesFixture.REQUESTER,
                        SlicesFixture.rspec(SlicesFixture.node("a", execute)),
                        Optional.empty()),
                GeniCode.BADARGS,
                "101 services/execute, at most 100");
    }

    private Described allocate(String clientId, String beside) {
        return am.slices.allocate(
                Target.wholeSlice(SlicesFixture.SLICE),
                SlicesFixture.REQUESTER,
                SlicesFixture.rspec(SlicesFixture.node(clientId, "") + beside),
                Optional.empty());
    }

    private Described provision(List<User> users, boolean bestEffort) {
        return provision(am, users, bestEffort);
    }

    private static Described provision(SlicesFixture am, List<User> users, boolean bestEffort) {
        return am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), users, bestEffort);
    }

    private List<SliverStatus> update(List<User> users) {
        return am.slices.perform(WHOLE, OperationalAction.UPDATE_USERS, users, false);
    }

    private Amount amount() {
        return amount(am);
    }

    private static Amount amount(SlicesFixture am) {
        return am.store.read(tables -> tables.slices().amount(SlicesFixture.SLICE.key()));
    }

    private static List<User> users(int count, int keyCharacters) {
        return IntStream.range(0, count)
                .mapToObj(i -> new User(
                        Urn.parse("urn:publicid:IDN+sa.example.org+user+u" + i),
                        List.of("ssh-ed25519 AAAA " + "c".repeat(keyCharacters - 8))))
                .toList();
    }
}
