// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.sliver.OperationalState;
import org.berth.dockermaster.DockerMasterException;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Containers with Berth's labels that the store does not know. */
@Timeout(300)
class OrphansTest {
    private static final Target WHOLE = Target.wholeSlice(SlicesFixture.SLICE);

    private final FakeDockerMaster one = new FakeDockerMaster(13000, 100);
    private final FakeDockerMaster two = new FakeDockerMaster(14000, 100);
    private final FakeDockerMaster three = new FakeDockerMaster(15000, 100);

    @TempDir
    Path directory;

    private SlicesFixture am;

    @BeforeEach
    void open() {
        am = new SlicesFixture(directory, List.of(one, two, three));
    }

    @AfterEach
    void close() {
        two.goOn();
        am.close();
    }

    @Test
    void lostDatabaseLeavesContainersAloneUntilAnAdminSpeaks() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.close();
        am = new SlicesFixture(directory.resolve("new"), List.of(one, two, three));

        // when
        am.compare();
        am.work();

        // then
        assertThat(orphans()).containsExactly(sliver.toString());
        assertThat(am.orphans.adopt(sliver, Duration.ofDays(1)).expires())
                .isEqualTo(SlicesFixture.START.plus(Duration.ofDays(1)));
        assertThat(orphans()).isEmpty();
        am.compare();
        assertThat(am.status(sliver).operational()).isEqualTo(OperationalState.READY);
        assertThat(am.slices.describe(WHOLE).manifest())
                .contains("client_id=\"a\"", "username=\"alice\"")
                .doesNotContain("user_urn");
        am.slices.delete(WHOLE, false);
        am.work();
        assertThat(am.master.containers()).isEmpty();
    }

    @Test
    void orphanWhoseNodeIsThereAgainIsNotAdoptedAndTheAdminIsToldWhy() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.close();
        am = new SlicesFixture(directory.resolve("new"), List.of(one, two, three));
        am.compare();
        Urn other = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0).sliver();

        // then
        assertThatThrownBy(() -> am.orphans.adopt(sliver, Duration.ofDays(1)))
                .isInstanceOf(AdminRefusedException.class)
                .hasMessageContaining("node 'a'")
                .hasMessageContaining(other.toString());
        assertThat(orphans()).containsExactly(sliver.toString());
    }

    @Test
    void orphanIsRemovedOnAnAdminsWord() {
        // given
        Urn sliver = am.ready("a").sliver();
        am.close();
        am = new SlicesFixture(directory.resolve("new"), List.of(one, two, three));
        assertThat(am.master.containers()).containsOnlyKeys(sliver.toString());

        // when
        am.orphans.remove(sliver);

        // then
        assertThat(am.master.containers()).isEmpty();
    }

    @Test
    void hostsThatHangFailOrAreAwayAreNamedAndHideNoOthersOrphans() {
        // given
        Urn sliver = am.provision(SlicesFixture.SLICE, "host1", 1).get(0);
        am.work();
        am.close();
        am = new SlicesFixture(directory.resolve("new"), List.of(one, two, three));
        Orphans orphans = new Orphans(am.store, am.hosts, am.policy, am.clock, Duration.ofSeconds(2));
        two.hang();
        three.fail(DockerMasterException.Kind.FAILED, "the engine is out of order");

        // when
        List<Orphans.OnHost> listed = orphans.list();

        // then
        assertThat(listed).extracting(Orphans.OnHost::host).containsExactly("host1", "host2", "host3");
        assertThat(listed)
                .extracting(Orphans.OnHost::trouble)
                .containsExactly("", "it does not answer", "the engine is out of order");
        assertThat(urns(listed)).containsExactly(sliver.toString());
        two.goOn();
        // when
        three.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        am.look();
        // then
        assertThat(orphans.list().get(2).trouble())
                .isEqualTo("host host3 has not been reachable since 2030-01-01T00:00:00Z: no route to host");
        orphans.remove(sliver);
        assertThat(one.containers()).isEmpty();
    }

    private List<String> orphans() {
        return urns(am.orphans.list());
    }

    private static List<String> urns(List<Orphans.OnHost> hosts) {
        return hosts.stream()
                .flatMap(host -> host.orphans().stream())
                .map(orphan -> orphan.container().sliver())
                .toList();
    }
}
