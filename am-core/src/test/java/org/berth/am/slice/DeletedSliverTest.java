// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.berth.am.audit.Audit;
import org.berth.am.store.SliverRow;
import org.berth.am.store.StoreFile;
import org.berth.am.work.EndpointAudit;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.Test;

class DeletedSliverTest extends OneHostFixture {
    private static final String SECRET = "a-command-that-names-a-secret";

    @Test
    void theStoreDoesNotGrowWhenSliversAreAllocatedAndDeletedAgainAndAgain() throws IOException {
        // given
        String command = "<services><execute shell=\"sh\" command=\"" + "x".repeat(60_000) + "\"/></services>";
        allocateAndDelete(command, 10);
        long before = copiedBytes("before");

        // when
        allocateAndDelete(command, 60);

        // then
        assertThat(copiedBytes("after")).isEqualTo(before);
        int held = am.store.read(tables -> tables.slivers().countHeld());
        assertThat(held).isZero();
    }

    @Test
    void aDeletedSliverLeavesNeitherKeysNorCommandsInTheStoreOrABackup() throws IOException {
        // given
        Urn sliver = provisionWithCommand();
        assertThat(backup("before")).contains(SECRET, "AAAA alice", "node-name");

        // when
        am.slices.delete(WHOLE, false);

        // then also while its host has not cleared it away
        assertThat(backup("deleted")).doesNotContain(SECRET, "AAAA alice", "node-name");
        am.work();
        String gone = backup("gone");
        assertThat(gone).doesNotContain(SECRET, "AAAA alice", "node-name").contains(sliver.toString());
        assertThat(am.master.list()).isEmpty();
    }

    @Test
    void anAllocatedSliverLeavesNothingAtAll() {
        // given
        Urn sliver = am.allocate(SlicesFixture.SLICE, "a").slivers().get(0).sliver();

        // when
        am.slices.delete(WHOLE, false);

        // then
        assertThat(record(sliver)).isEmpty();
    }

    @Test
    void aSliverWhoseLeaseEndedLeavesItsTombstoneAlone() throws IOException {
        // given
        Urn sliver = provisionWithCommand();

        // when
        am.clock.advance(Duration.ofDays(30));
        am.leaseEnds.expire();
        am.work();

        // then
        assertThat(record(sliver)).isPresent();
        assertThat(backup("expired")).doesNotContain(SECRET, "AAAA alice", "node-name");
    }

    private void allocateAndDelete(String inside, int times) {
        for (int i = 0; i < times; i++) {
            allocate("n", inside);
            am.slices.delete(WHOLE, false);
        }
    }

    private Urn provisionWithCommand() {
        Urn sliver = allocate(
                        "node-name",
                        "<services><execute shell=\"sh\" command=\"" + SECRET + "\"/>"
                                + "<install url=\"http://example.org/" + SECRET
                                + "\" install_path=\"/tmp\"/></services>")
                .slivers()
                .get(0)
                .sliver();
        am.slices.provision(WHOLE, SlicesFixture.REQUESTER, Optional.empty(), List.of(SlicesFixture.ALICE), false);
        am.work();
        return sliver;
    }

    private Described allocate(String clientId, String inside) {
        return am.slices.allocate(
                Target.wholeSlice(SlicesFixture.SLICE),
                SlicesFixture.REQUESTER,
                SlicesFixture.rspec(SlicesFixture.node(clientId, inside)),
                Optional.empty());
    }

    private Optional<SliverRow> record(Urn sliver) {
        return am.store.read(tables -> tables.slivers().byId(sliver.name()));
    }

    private long copiedBytes(String name) throws IOException {
        return Files.size(copy(name));
    }

    private String backup(String name) throws IOException {
        return Files.readString(copy(name), StandardCharsets.ISO_8859_1);
    }

    private Path copy(String name) throws IOException {
        // Who had which port goes into the audit log.
        try (EndpointAudit audit = new EndpointAudit(am.store, Audit.NONE)) {
            audit.write();
        }
        Path copy = directory.resolve(name + ".db");
        StoreFile.copy(directory.resolve(StoreFile.NAME), copy);
        return copy;
    }
}
