// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.EventStream;
import org.berth.dockermaster.ExecuteCommand;
import org.berth.dockermaster.ExecuteResult;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostEvent;
import org.berth.dockermaster.HostFacts;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;

/** A container host without an engine: it does at once what it is told, and remembers it. */
public final class HostInMemory implements DockerMaster {
    private static final int FIRST_PORT = 12_000;

    private static final HostFacts MACHINE = new HostFacts(
            "0.1.0",
            "Debian GNU/Linux 12 (bookworm)",
            "6.1.0-18-amd64",
            "Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz",
            "Dell Inc. PowerEdge R430",
            "4XK2TB2",
            List.of(new HostFacts.Disk("sda", 4_000_787_030_016L, "ST4000NM0033-9ZM")),
            List.of(new HostFacts.Nic("eno1", "02:42:ac:11:00:02", OptionalInt.of(10_000), List.of("10.2.0.5/16"))),
            List.of(new HostFacts.Neighbour("eno1", "switch1", "ge-1/0/1")));

    private final Map<String, SliverSpec> containers = new ConcurrentHashMap<>();
    private final int slots;

    public HostInMemory(int slots) {
        this.slots = slots;
    }

    @Override
    public HostDescription describe() {
        return new HostDescription(
                "host.example.org",
                FIRST_PORT,
                slots,
                Optional.empty(),
                1L << 38,
                64,
                "none",
                List.of("debian:12", "ubuntu:24.04", "alpine:3.20"),
                MACHINE);
    }

    @Override
    public void configure(PoolSettings pool) {}

    @Override
    public Endpoint reserve(SliverSpec spec) {
        return spec.endpoint();
    }

    @Override
    public void create(SliverSpec spec) {
        containers.put(spec.sliver(), spec);
    }

    @Override
    public void start(String sliver, int generation) {}

    @Override
    public void stop(String sliver, int generation) {}

    @Override
    public void restart(String sliver, int generation, int restarts) {}

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {}

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        return new ExecuteResult(0, "");
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        return new ExecuteResult(0, "");
    }

    @Override
    public void delete(String sliver) {
        containers.remove(sliver);
    }

    @Override
    public List<FoundSliver> list() {
        return containers.values().stream()
                .map(spec -> new FoundSliver(
                        spec.am(),
                        spec.sliver(),
                        spec.slice(),
                        spec.node(),
                        spec.type().name(),
                        spec.generation(),
                        spec.endpoint(),
                        spec.image(),
                        0,
                        spec.userChanges(),
                        FoundSliver.Power.RUNNING,
                        "Up",
                        Optional.empty()))
                .toList();
    }

    @Override
    public List<Account> accounts(String sliver) {
        return Objects.requireNonNull(containers.get(sliver), sliver).accounts();
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        return () -> {};
    }

    @Override
    public void close() {}
}
