// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.slice.SliceAdmin.LeftAlone;
import org.berth.am.slice.SliceAdmin.OwnedSliver;
import org.berth.am.slice.SliceAdmin.Stopped;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceAdminTest {
    private static final Urn ALICE = SlicesFixture.ALICE.urn();
    private static final Urn MALLORY = Urn.parse("urn:publicid:IDN+SA.example.org:p1+user+mallory");
    private static final Urn SHARED = SlicesFixture.SLICE;
    private static final Urn OWN = SlicesFixture.OTHER;

    @TempDir
    Path directory;

    private SlicesFixture am;
    private SliceAdmin admin;
    private Urn alices;
    private Urn mallorys;
    private Urn own;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, new FakeDockerMaster(13000, 5));
        admin = new SliceAdmin(am.store, am.hosts, am.policy, am.clock, () -> {});
        alices = ready(ALICE, SHARED, "a");
        mallorys = ready(MALLORY, SHARED, "m");
        own = ready(MALLORY, OWN, "m");
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void slicesAndSliversAreListedWithTheirUsers() {
        assertThat(admin.slices())
                .extracting(slice -> slice.slice() + " " + slice.shutDown() + " "
                        + slice.slivers().size())
                .containsExactlyInAnyOrder(SHARED.key() + " false 2", OWN.key() + " false 1");
        assertThat(admin.slivers())
                .extracting(OwnedSliver::user)
                .containsExactlyInAnyOrder(ALICE.key(), MALLORY.key(), MALLORY.key());
        OwnedSliver sliver = admin.sliver(alices);
        assertThat(sliver.node()).isEqualTo("a");
        assertThat(sliver.host()).isEqualTo("host1");
        assertThat(sliver.port()).isBetween(13000, 13004);
        assertThat(admin.slice(OWN).slivers()).hasSize(1);
        assertThatThrownBy(() -> admin.slice(Urn.parse("urn:publicid:IDN+sa.example.org+slice+none")))
                .isInstanceOf(AdminRefusedException.class)
                .hasMessageContaining("has no slivers here");
    }

    @Test
    void whatADeniedUserHasIsStoppedAndWhatOthersHaveIsNot() {
        // when
        Stopped stopped = admin.stopAllOf(MALLORY);
        am.work();

        // then
        assertThat(stopped.slices()).containsExactly(OWN.key());
        assertThat(stopped.slivers()).containsExactly(mallorys.toString());
        assertThat(am.state(own)).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.state(mallorys)).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.state(alices)).isEqualTo(OperationalState.READY);
        OneHostFixture.refused(
                () -> am.slices.perform(Target.wholeSlice(OWN), OperationalAction.START, List.of(), false),
                GeniCode.REFUSED,
                "was shut down");
        assertThat(am.status(mallorys).error()).contains("stopped by the administrator of this aggregate");
    }

    @Test
    void whatADeniedUserMayUseInOthersSliversIsNamed() {
        // given an account in Alice's, and one that was adopted
        am.slices.perform(
                new Target(SHARED, List.of(alices)),
                OperationalAction.UPDATE_USERS,
                List.of(new User(MALLORY, List.of("ssh-ed25519 AAAA mallory"))),
                false);
        Urn adopted = ready(ALICE, SHARED, "b");
        am.store.write(tables -> {
            tables.slivers().setOwner(adopted.name(), "", "");
            return true;
        });
        am.work();

        // when
        Stopped stopped = admin.stopAllOf(MALLORY);
        am.work();

        // then
        assertThat(stopped.left())
                .extracting(LeftAlone::sliver)
                .containsExactlyInAnyOrder(alices.toString(), adopted.toString());
        assertThat(stopped.left())
                .extracting(LeftAlone::why)
                .anySatisfy(why -> assertThat(why).containsIgnoringCase(MALLORY + " has an account in it"))
                .contains("its owner is not known");
        assertThat(am.state(alices)).isEqualTo(OperationalState.READY);

        // and not what was stopped, nor what is being stopped
        admin.stopSliver(alices);
        am.work();
        assertThat(admin.stopAllOf(MALLORY).left())
                .extracting(LeftAlone::sliver)
                .containsExactly(adopted.toString());
        admin.stopSliver(adopted);
        assertThat(am.state(adopted)).isEqualTo(OperationalState.STOPPING);
        assertThat(admin.stopAllOf(MALLORY).left()).isEmpty();

        // and nothing of a slice that was shut down
        am.slices.perform(new Target(SHARED, List.of(alices)), OperationalAction.START, List.of(), false);
        admin.shutdown(SHARED);
        assertThat(admin.stopAllOf(MALLORY).left()).isEmpty();
    }

    @Test
    void whatADeniedAuthorityHasIsStopped() {
        // when
        Stopped stopped = admin.stopAllOf(Urn.parse("urn:publicid:IDN+sa.example.org:p1+authority+sa"));

        // then
        assertThat(stopped.slices()).containsExactly(OWN.key());
        assertThat(stopped.slivers()).containsExactly(mallorys.toString());

        // and of one that is above it, all
        Stopped all = admin.stopAllOf(Urn.parse("urn:publicid:IDN+sa.example.org+authority+sa"));
        assertThat(all.slices()).containsExactlyInAnyOrder(SHARED.key(), OWN.key());
    }

    @Test
    void aDeniedSliceIsShutDown() {
        assertThat(admin.stopAllOf(SHARED).slices()).containsExactly(SHARED.key());
        am.work();
        assertThat(am.state(alices)).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.state(own)).isEqualTo(OperationalState.READY);
    }

    @Test
    void oneSliverIsStoppedOrDeleted() {
        // when
        admin.stopSliver(alices);
        am.work();

        // then
        assertThat(am.state(alices)).isEqualTo(OperationalState.NOTREADY);
        assertThat(am.state(mallorys)).isEqualTo(OperationalState.READY);

        // when
        admin.deleteSliver(mallorys);
        am.work();

        // then
        assertThat(am.slices.describe(Target.wholeSlice(SHARED)).slivers()).hasSize(1);
        assertThatThrownBy(() -> admin.stopSliver(mallorys))
                .isInstanceOf(AdminRefusedException.class)
                .hasMessageContaining("no sliver " + mallorys);
    }

    @Test
    void aSliceThatIsShutDownCanBeDeletedByTheAdmin() {
        // given
        admin.shutdown(SHARED);
        am.work();
        assertThat(admin.slice(SHARED).shutDown()).isTrue();

        // when
        int deleted = admin.delete(SHARED);
        am.work();

        // then
        assertThat(deleted).isEqualTo(2);
        assertThat(am.usedSlots()).containsEntry("host1", 1);
    }

    private Urn ready(Urn user, Urn slice, String node) {
        Urn sliver = am.slices
                .allocate(
                        Target.wholeSlice(slice),
                        SlicesFixture.requester(user),
                        SlicesFixture.request(node),
                        Optional.empty())
                .slivers()
                .get(0)
                .sliver();
        am.slices.provision(
                new Target(slice, List.of(sliver)),
                SlicesFixture.REQUESTER,
                Optional.empty(),
                List.of(SlicesFixture.ALICE),
                false);
        am.work();
        return sliver;
    }
}
