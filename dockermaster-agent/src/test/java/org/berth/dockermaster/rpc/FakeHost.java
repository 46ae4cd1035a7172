// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
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
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.HostProblems;
import org.berth.dockermaster.InstallCommand;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.SliverSpec;

/** A container host without containers: keeps what it was asked, and answers what it was told to. */
final class FakeHost implements DockerMaster {
    static final HostDescription DESCRIPTION = new HostDescription(
            "host.example.org",
            20000,
            50,
            Optional.of("2001:db8::/64"),
            64L << 30,
            16,
            "docker 20.10.24 (API 1.41)",
            List.of("berth-base:1", "caf\u00e9:2"),
            new HostFacts(
                    "0.1.0",
                    "Debian GNU/Linux 12 (bookworm)",
                    "6.1.0-18-amd64",
                    "Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz",
                    "Dell Inc. PowerEdge R430",
                    "ABC123",
                    List.of(new HostFacts.Disk("sda", 1L << 40, "SSD 860"), new HostFacts.Disk("sdb", 0, "")),
                    List.of(
                            new HostFacts.Nic(
                                    "eth0",
                                    "52:54:00:00:00:01",
                                    OptionalInt.of(10_000),
                                    List.of("192.0.2.1/24", "2001:db8::1/64")),
                            new HostFacts.Nic("eth1", "", OptionalInt.empty(), List.of())),
                    List.of(new HostFacts.Neighbour("eth0", "switch-3", "Gi1/0/12"))),
            HostLimits.NONE,
            Optional.of("nft is missing"),
            new HostProblems(
                    Optional.of("the disk of /var/lib/docker is full: make room on it"),
                    List.of(new HostProblems.HeldPort(20007, "another program on this machine listens on it"))));

    static final Endpoint ENDPOINT = new Endpoint(20001, "02:42:00:00:00:01", Optional.of("2001:db8::42"));

    final List<Object> asked = new CopyOnWriteArrayList<>();
    final List<Consumer<HostEvent>> watchers = new CopyOnWriteArrayList<>();
    /** What a command writes before it ends. */
    volatile List<String> output = List.of();

    volatile List<FoundSliver> found = List.of();
    volatile List<Account> accounts = List.of();
    volatile Optional<RuntimeException> trouble = Optional.empty();
    volatile Optional<Error> breakdown = Optional.empty();
    /** Creations wait for a permit. */
    volatile Semaphore creations = new Semaphore(1_000_000);

    /** Changes of accounts, too. */
    volatile Semaphore changes = new Semaphore(1_000_000);

    volatile CountDownLatch descriptions = new CountDownLatch(0);

    private void keep(Object... values) {
        asked.addAll(List.of(values));
        trouble.ifPresent(failure -> {
            throw failure;
        });
        breakdown.ifPresent(failure -> {
            throw failure;
        });
    }

    @Override
    public HostDescription describe() {
        keep("describe");
        await(descriptions);
        return DESCRIPTION;
    }

    @Override
    public void configure(PoolSettings pool) {
        keep("configure", pool);
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        keep("reserve", spec);
        return ENDPOINT;
    }

    @Override
    public void create(SliverSpec spec) {
        keep("create", spec);
        creations.acquireUninterruptibly();
        asked.add("created");
    }

    @Override
    public void start(String sliver, int generation) {
        keep("start", sliver, generation);
    }

    @Override
    public void stop(String sliver, int generation) {
        keep("stop", sliver, generation);
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        keep("restart", sliver, generation, restarts);
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        keep("updateUsers", sliver, generation, userChanges, accounts);
        changes.acquireUninterruptibly();
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput sink) {
        keep("execute", sliver, generation, command, sink.isWanted());
        try {
            output.forEach(sink);
        } catch (RuntimeException e) {
            asked.add("left");
            throw e;
        }
        return new ExecuteResult(7, "the end \u00e9\n");
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput sink) {
        keep("install", sliver, generation, command, sink.isWanted());
        output.forEach(sink);
        return new ExecuteResult(-1, "");
    }

    @Override
    public void delete(String sliver) {
        keep("delete", sliver);
    }

    @Override
    public List<FoundSliver> list() {
        keep("list");
        return new ArrayList<>(found);
    }

    @Override
    public List<Account> accounts(String sliver) {
        keep("accounts", sliver);
        return accounts;
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        keep("watch");
        watchers.add(listener);
        return () -> watchers.remove(listener);
    }

    @Override
    public void close() {}

    void happens(HostEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
