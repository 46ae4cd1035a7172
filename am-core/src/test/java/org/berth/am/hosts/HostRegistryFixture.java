// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.store.HostTable.HostRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.SqlStore;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registry of hosts that are made up, on a real store, which outlives its restarts. */
abstract class HostRegistryFixture {
    static final String KEY = "ab12";
    static final String SLICE = "urn:publicid:IDN+sa.example.org+slice+s1";

    @TempDir
    Path directory;

    final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    final FakeDockerMasterFactory masters = new FakeDockerMasterFactory();
    SqlStore store;
    HostRegistry registry;

    @BeforeEach
    void open() {
        store = SqlStore.open(directory);
        registry = new HostRegistry(store, masters, clock);
    }

    @AfterEach
    void close() {
        registry.hosts().close();
        store.close();
    }

    /** The AM starts again on the same store. */
    void restart(HostPlan... sections) {
        close();
        open();
        registry.start(List.of(sections));
    }

    Host host(String name) {
        return registry.hosts().named(name).orElseThrow();
    }

    static HostPlan section(String name) {
        return local(name, "unix:///var/run/docker.sock").from(Optional.of("berth.conf:7"));
    }

    static HostPlan remote(String name, String address) {
        return HostPlan.named(name)
                .withAgent(Optional.of(AgentAddress.parse(address)))
                .from(Optional.of("berth.conf:8"));
    }

    static HostPlan local(String name, String engine) {
        return HostPlan.local(new HostSettings(
                name,
                10,
                12000,
                name + ".example.org",
                Optional.empty(),
                engine,
                Optional.empty(),
                Path.of("/tmp", name)));
    }

    HostRow kept(String name) {
        return store.read(tables -> tables.hosts().find(name)).orElseThrow();
    }

    void overwriteDescription(String name, String text) {
        store.write(tables -> {
            tables.hosts().describe(name, text);
            return true;
        });
    }

    void enroll(String name, String address) {
        boolean known = store.write(tables -> tables.hosts().enroll(name, address, KEY));
        assertThat(known).isTrue();
    }

    /** Slots are taken, or given back, by slivers that are deleted already. */
    void use(String host, int slots) {
        store.write(tables -> {
            for (int slot = 0; slot < Math.abs(slots); slot++) {
                if (slots > 0) {
                    tables.hosts().take(place(host, slot));
                } else {
                    tables.hosts().giveBack(place(host, slot));
                }
            }
            return true;
        });
    }

    void live(String host, int number) {
        store.write(tables -> {
            tables.slices().add("slice", SLICE);
            SliverRow.Place place = place(host, number);
            tables.hosts().take(place);
            tables.slivers()
                    .insert(new SliverRow(
                            place,
                            new SliverRow.Lease("PROVISIONED", clock.instant(), Optional.empty()),
                            new SliverRow.Wish("RUNNING", "READY", 1, 0, 0),
                            new SliverRow.Done(1, 0, 0, 0, true, true),
                            List.of(),
                            clock.instant(),
                            0));
            return true;
        });
    }

    static SliverRow.Place place(String host, int number) {
        return new SliverRow.Place(
                "id" + number,
                "urn" + number,
                "slice",
                1,
                number,
                "node" + number,
                "docker-container",
                "",
                host,
                12000 + number,
                "02:00:00:00:00:0" + number,
                Optional.empty(),
                0,
                0);
    }
}
