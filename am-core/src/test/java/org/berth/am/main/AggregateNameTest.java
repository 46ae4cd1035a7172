// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.cli.DemoFolder;
import org.berth.am.config.AmConfig;
import org.berth.am.hosts.HostPlan;
import org.berth.am.store.SliverRow;
import org.berth.am.store.SqlStore;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregateNameTest {
    private static final Urn OLD = new Urn("am.example.org", "authority", "am");
    private static final Urn NEW = new Urn("new.example.org:lab", "authority", "am");

    @TempDir
    private Path directory;

    private SqlStore store;

    @BeforeEach
    void open() throws IOException {
        store = SqlStore.open(directory);
        AggregateName.take(store, OLD, List.of());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anotherNameIsRefusedWhileSliversOrAgentsKnowTheOldOne() {
        // given
        sliver("PROVISIONED", true);
        sliver("UNALLOCATED", true);
        sliver("UNALLOCATED", false);
        enroll("added", true);
        enroll("configured", false);
        enroll("gone", false);
        // when
        assertThatThrownBy(() -> AggregateName.take(store, NEW, List.of(HostPlan.named("configured"))))
                // then
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "base_name is new.example.org//lab now, and was am.example.org, which 2 slivers have"
                                + " in their URNs and the agents of added, configured know it by. Set it back to am.example.org;");
        assertThatCode(() -> AggregateName.take(store, OLD, List.of())).doesNotThrowAnyException();
        assertThat(agentKey("gone")).isEqualTo("key-of-gone");
    }

    @Test
    void whileNobodyKnowsTheOldNameANewOneIsTaken() throws IOException {
        // given
        sliver("UNALLOCATED", false);
        enroll("gone", false);
        // when
        AggregateName.take(store, NEW, List.of());
        // then
        assertThat(agentKey("gone")).isEmpty();
        sliver("ALLOCATED", true);
        assertThatThrownBy(() -> AggregateName.take(store, OLD, List.of()))
                .hasMessageContaining(
                        "base_name is am.example.org now, and was new.example.org//lab, which 1 sliver has");
    }

    @Test
    void anAmDoesNotStartUnderAnotherNameWhileSliversLive() throws IOException {
        // given
        DemoFolder demo = new DemoFolder(directory, Clock.systemUTC());
        demo.federation();
        demo.serverCertificates();
        demo.files();
        AmConfig config = AmConfig.load(List.of(demo.configuration()));
        try (SqlStore demoStore = SqlStore.open(config.state().directory())) {
            AggregateName.take(demoStore, OLD, List.of());
        }
        store.close();
        store = SqlStore.open(config.state().directory());
        sliver("PROVISIONED", true);
        // when
        assertThatThrownBy(() -> RunningAm.start(config, () -> config, Clock.systemUTC()))
                // then
                .isInstanceOf(IOException.class)
                .hasMessageContaining("base_name is demo.berth.invalid now, and was am.example.org");
    }

    private void enroll(String host, boolean added) {
        store.write(tables -> {
            tables.hosts().upsert(host, added, "");
            return tables.hosts().enroll(host, "192.0.2.2:11999", "key-of-" + host);
        });
    }

    private String agentKey(String host) {
        return store.read(tables -> tables.hosts().find(host).orElseThrow().agentKey());
    }

    private int number;

    private void sliver(String allocation, boolean holdsSlot) {
        number++;
        store.write(tables -> {
            tables.slices().add("slice", "urn:publicid:IDN+sa.example.org+slice+s1");
            tables.slivers()
                    .insert(new SliverRow(
                            new SliverRow.Place(
                                    "id" + number,
                                    "urn" + number,
                                    "slice",
                                    1,
                                    number,
                                    "node" + number,
                                    "docker-container",
                                    "",
                                    "host1",
                                    12000 + number,
                                    "02:00:00:00:00:0" + number,
                                    Optional.empty(),
                                    0,
                                    0),
                            new SliverRow.Lease(allocation, Instant.EPOCH, Optional.empty()),
                            new SliverRow.Wish("RUNNING", "READY", 1, 0, 0),
                            new SliverRow.Done(1, 0, 0, 0, true, holdsSlot),
                            List.of(),
                            Instant.EPOCH,
                            0));
            return true;
        });
    }
}
