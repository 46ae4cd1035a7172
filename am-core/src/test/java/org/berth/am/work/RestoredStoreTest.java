// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.store.SliverRow;
import org.berth.dockermaster.SliverSpec;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts on which more was done than a store that was restored from a backup knows. */
class RestoredStoreTest {
    private final FakeDockerMaster host = new FakeDockerMaster(13000, 5);

    @TempDir
    Path directory;

    private SlicesFixture am;
    private Urn sliver;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, host);
        sliver = am.ready("a").sliver();
    }

    @AfterEach
    void close() {
        am.close();
    }

    @Test
    void sliverThatWasReloadedSinceIsRestartedInItsGeneration() {
        // given
        reloadedOnHost(3);

        // when
        am.compare();
        perform(OperationalAction.RESTART);

        // then
        assertThat(host.counted()).containsExactly("restart 3.1");
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
    }

    @Test
    void reloadAfterwardsTakesAFreshDisk() {
        // given
        reloadedOnHost(3);

        // when
        am.compare();
        perform(OperationalAction.RELOAD);

        // then
        assertThat(host.calls()).endsWith("create 4");
    }

    @Test
    void restartsAreCountedOnFromTheHosts() {
        // given
        host.restart(sliver.toString(), 1, 5);

        // when
        am.compare();
        perform(OperationalAction.RESTART);

        // then
        assertThat(host.counted()).endsWith("restart 1.6");
    }

    @Test
    void accountsThatAreStillWantedAreNotForgotten() {
        // given
        am.slices.perform(new Target(SlicesFixture.SLICE, List.of(sliver)), OperationalAction.STOP, List.of(), false);
        am.work();
        host.containers().computeIfPresent(sliver.toString(), (urn, spec) -> changed(spec, spec.userChanges() + 1));
        int wanted =
                Objects.requireNonNull(host.containers().get(sliver.toString())).userChanges() + 1;
        am.store.write(tables -> {
            SliverRow row =
                    tables.slivers().byId(Reconciler.idOf(sliver.toString())).orElseThrow();
            SliverRow.Wish wish = row.wish();
            return tables.slivers()
                    .update(
                            row.with(new SliverRow.Wish(
                                    wish.wanted(), wish.operational(), wish.generation(), wish.restarts(), wanted)),
                            am.clock.instant());
        });

        // when
        am.compare();
        perform(OperationalAction.START);

        // then
        assertThat(host.counted()).containsExactly("updateUsers 1." + wanted);
    }

    @Test
    void whatElseIsDifferentIsFoundByTheNextPass() {
        // given
        reloadedOnHost(2);
        host.kill(sliver.toString());

        // when
        am.compare();
        am.compare();
        am.work();

        // then
        assertThat(host.isRunning(sliver.toString())).isTrue();
        assertThat(am.state(sliver)).isEqualTo(OperationalState.READY);
    }

    private void reloadedOnHost(int generation) {
        host.containers().computeIfPresent(sliver.toString(), (urn, spec) -> generation(spec, generation));
    }

    private static SliverSpec changed(SliverSpec spec, int userChanges) {
        return new SliverSpec(
                spec.am(),
                spec.sliver(),
                spec.slice(),
                spec.node(),
                spec.type(),
                spec.image(),
                spec.generation(),
                spec.endpoint(),
                spec.accounts(),
                userChanges);
    }

    private static SliverSpec generation(SliverSpec spec, int generation) {
        return new SliverSpec(
                spec.am(),
                spec.sliver(),
                spec.slice(),
                spec.node(),
                spec.type(),
                spec.image(),
                generation,
                spec.endpoint(),
                spec.accounts(),
                spec.userChanges());
    }

    private void perform(OperationalAction action) {
        am.slices.perform(new Target(SlicesFixture.SLICE, List.of(sliver)), action, List.of(), false);
        am.work();
    }
}
