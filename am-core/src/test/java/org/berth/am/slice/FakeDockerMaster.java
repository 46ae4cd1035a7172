// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.CommandOutput;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.DockerMasterException;
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
import org.berth.rspec.Urn;

/** A container host in memory, which can be told to fail: for what a real engine does not do on demand. */
public final class FakeDockerMaster implements DockerMaster {
    private volatile Optional<String> networkProblem = Optional.empty();
    private final int firstPort;
    private final int slots;
    private final Map<String, SliverSpec> containers = new ConcurrentSkipListMap<>();
    private final Map<String, Boolean> runs = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<String>>> keysOf = new ConcurrentHashMap<>();
    private final Set<String> paused = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();
    private final Map<String, Endpoint> reserved = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> taken = new ConcurrentHashMap<>();
    private final Map<String, DiskCondition> disks = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> counted = new CopyOnWriteArrayList<>();
    private volatile HostProblems problems = HostProblems.NONE;
    private volatile Optional<DockerMasterException> trouble = Optional.empty();
    private volatile Optional<DockerMasterException> afterCreation = Optional.empty();
    private volatile HostFacts facts = HostFacts.UNKNOWN;
    private volatile Optional<String> newAddress = Optional.empty();
    private volatile int exitCode;
    private volatile String says = "it went wrong";
    private volatile Optional<Runnable> during = Optional.empty();
    private volatile String hangsIn = "";
    private volatile CountDownLatch hanging = new CountDownLatch(0);
    private final List<CountDownLatch> waiting = new CopyOnWriteArrayList<>();
    private volatile long memoryBytes = 1L << 34;
    private volatile int cpus = 4;
    private volatile HostLimits limits = HostLimits.NONE;
    private volatile List<String> images = List.of("debian:12");
    private final List<Consumer<HostEvent>> watchers = new CopyOnWriteArrayList<>();
    private final AtomicInteger lists = new AtomicInteger();

    public FakeDockerMaster(int firstPort, int slots) {
        this.firstPort = firstPort;
        this.slots = slots;
    }

    /** Every call from now on fails like this. */
    public void fail(DockerMasterException.Kind kind, String message) {
        trouble = Optional.of(new DockerMasterException(kind, message));
    }

    public void recover() {
        trouble = Optional.empty();
    }

    /** The prefix is another one by now; this is what the next sliver gets of it. */
    public void readdress(String ipv6) {
        newAddress = Optional.of(ipv6);
    }

    /** Something else has the port; the host gives another one instead. */
    public void take(int port, int instead) {
        taken.put(port, instead);
    }

    /** Something happens while the next call is carried out. */
    public void duringNextCall(Runnable happening) {
        during = Optional.of(happening);
    }

    /** What the machine is from now on. */
    public void become(HostFacts machine) {
        facts = machine;
    }

    /** Whatever is asked of containers from now on waits until {@link #goOn}. */
    public void hang() {
        hanging = new CountDownLatch(1);
    }

    /** Only this is what waits until {@link #goOn}, e.g. {@code updateUsers}. */
    public void hangIn(String call) {
        hangsIn = call;
        hang();
    }

    public void goOn() {
        hanging.countDown();
        waiting.forEach(CountDownLatch::countDown);
    }

    /** What waits, waits on; what comes from now on does not. */
    public void hangNoMore() {
        waiting.add(hanging);
        hanging = new CountDownLatch(0);
    }

    /** A new disk: nothing is left of what was here. */
    public void loseEverything() {
        containers.clear();
        runs.clear();
        reserved.clear();
    }

    /** The host says that this happened, to whoever watches. */
    public void tell(HostEvent event) {
        watchers.forEach(watcher -> watcher.accept(event));
    }

    public int lists() {
        return lists.get();
    }

    public void announceMemory(long bytes, int cores) {
        memoryBytes = bytes;
        cpus = cores;
    }

    public void announceLimits(HostLimits most) {
        limits = most;
    }

    /** Says so of a sliver's disk; one that is stopped for it does not run any more. */
    public void tellOfDisk(String sliver, DiskCondition.Level level, long limitBytes, Instant at) {
        disks.put(sliver, new DiskCondition(level, limitBytes, at));
        if (level == DiskCondition.Level.STOPPED) {
            runs.put(sliver, false);
        }
    }

    /** Says nothing of a sliver's disk any more. */
    public void tellNothingOfDisk(String sliver) {
        disks.remove(sliver);
    }

    public void announceImages(String... names) {
        images = List.of(names);
    }

    public void commandsEndWith(int code) {
        exitCode = code;
    }

    /** What the host says of its problems from the next time on. */
    public void says(HostProblems what) {
        problems = what;
    }

    public void commandsSay(String output) {
        says = output;
    }

    public void kill(String sliver) {
        runs.put(sliver, false);
    }

    /** Its container runs again, by itself. */
    public void revive(Urn sliver) {
        runs.put(sliver.toString(), true);
    }

    /** The next creation makes its container, and fails. */
    public void failAfterNextCreation(DockerMasterException.Kind kind, String message) {
        afterCreation = Optional.of(new DockerMasterException(kind, message));
    }

    public void pause(String sliver) {
        paused.add(sliver);
    }

    public void unpause(String sliver) {
        paused.remove(sliver);
    }

    public void lose(String sliver) {
        containers.remove(sliver);
    }

    /** What was called, e.g. {@code create 1}. */
    public List<String> calls() {
        return calls;
    }

    /** Those calls that the AM counts, with generation and count, e.g. {@code restart 1.2}. */
    public List<String> counted() {
        return counted;
    }

    public Map<String, SliverSpec> containers() {
        return containers;
    }

    /** Announces why types with NET_ADMIN are not offered. */
    public void announceNetworkProblem(String reason) {
        networkProblem = Optional.of(reason);
    }

    /** By login, the keys that a sliver's container takes. */
    public Map<String, List<String>> keysOf(Urn sliver) {
        return keysOf.getOrDefault(sliver.toString(), Map.of());
    }

    /** The next call fails like this. */
    public void failOnce(DockerMasterException.Kind kind, String message) {
        duringNextCall(() -> {
            throw new DockerMasterException(kind, message);
        });
    }

    public boolean isRunning(String sliver) {
        return containers.containsKey(sliver) && runs.getOrDefault(sliver, false);
    }

    @Override
    public HostDescription describe() {
        check();
        return new HostDescription(
                "host.example.org",
                firstPort,
                slots,
                Optional.empty(),
                memoryBytes,
                cpus,
                "fake 1",
                images,
                facts,
                limits,
                networkProblem,
                problems);
    }

    @Override
    public Endpoint reserve(SliverSpec spec) {
        call("reserve");
        return reserved.computeIfAbsent(
                spec.sliver(),
                sliver -> new Endpoint(
                        taken.getOrDefault(
                                spec.endpoint().sshPort(), spec.endpoint().sshPort()),
                        spec.endpoint().mac(),
                        newAddress.or(spec.endpoint()::ipv6)));
    }

    @Override
    public void create(SliverSpec spec) {
        call("create " + spec.generation());
        containers.put(spec.sliver(), spec);
        runs.put(spec.sliver(), true);
        keysOf.remove(spec.sliver());
        keep(spec.sliver(), spec.accounts());
        Optional<DockerMasterException> failure = afterCreation;
        afterCreation = Optional.empty();
        failure.ifPresent(e -> {
            throw e;
        });
    }

    @Override
    public void start(String sliver, int generation) {
        call("start");
        exists(sliver);
        if (paused.contains(sliver)) {
            throw new DockerMasterException(DockerMasterException.Kind.UNREACHABLE, "starting: it is paused");
        }
        runs.put(sliver, true);
    }

    @Override
    public void stop(String sliver, int generation) {
        call("stop");
        exists(sliver);
        runs.put(sliver, false);
    }

    @Override
    public void restart(String sliver, int generation, int restarts) {
        counted.add("restart " + generation + "." + restarts);
        call("restart");
        exists(sliver);
        this.restarts.put(sliver, restarts);
        runs.put(sliver, true);
    }

    @Override
    public void updateUsers(String sliver, int generation, int userChanges, List<Account> accounts) {
        counted.add("updateUsers " + generation + "." + userChanges);
        call("updateUsers");
        exists(sliver);
        if (!isRunning(sliver)) {
            throw new DockerMasterException(
                    DockerMasterException.Kind.UNREACHABLE, "changing the accounts: the container does not run now");
        }
        keep(sliver, accounts);
    }

    private void keep(String sliver, List<Account> accounts) {
        Map<String, List<String>> keys = keysOf.computeIfAbsent(sliver, name -> new ConcurrentSkipListMap<>());
        accounts.forEach(account -> keys.put(account.login(), account.keys()));
    }

    @Override
    public void configure(PoolSettings pool) {
        check();
    }

    @Override
    public ExecuteResult install(String sliver, int generation, InstallCommand command, CommandOutput output) {
        call("install " + command.index() + " " + command.url() + " " + command.installPath());
        return new ExecuteResult(exitCode, exitCode == 0 ? "" : says);
    }

    @Override
    public EventStream watch(Consumer<HostEvent> listener) {
        watchers.add(listener);
        return () -> watchers.remove(listener);
    }

    @Override
    public ExecuteResult execute(String sliver, int generation, ExecuteCommand command, CommandOutput output) {
        call("execute " + command.index());
        return new ExecuteResult(exitCode, exitCode == 0 ? "" : says);
    }

    @Override
    public void delete(String sliver) {
        call("delete");
        containers.remove(sliver);
        reserved.remove(sliver);
    }

    @Override
    public List<FoundSliver> list() {
        lists.incrementAndGet();
        waitIfHanging("list");
        check();
        List<FoundSliver> found = new ArrayList<>();
        containers.forEach((sliver, spec) -> found.add(new FoundSliver(
                spec.am(),
                sliver,
                spec.slice(),
                spec.node(),
                spec.type().name(),
                spec.generation(),
                spec.endpoint(),
                spec.image(),
                restarts.getOrDefault(sliver, 0),
                spec.userChanges(),
                power(sliver),
                paused.contains(sliver) ? "Up (Paused)" : isRunning(sliver) ? "Up" : "Exited (137)",
                Optional.ofNullable(disks.get(sliver)))));
        return found;
    }

    private FoundSliver.Power power(String sliver) {
        return paused.contains(sliver)
                ? FoundSliver.Power.PAUSED
                : isRunning(sliver) ? FoundSliver.Power.RUNNING : FoundSliver.Power.STOPPED;
    }

    @Override
    public List<Account> accounts(String sliver) {
        check();
        return Objects.requireNonNull(containers.get(sliver), sliver).accounts();
    }

    @Override
    public void close() {}

    private void call(String name) {
        calls.add(name);
        waitIfHanging(name);
        check();
        Optional<Runnable> happening = during;
        during = Optional.empty();
        happening.ifPresent(Runnable::run);
    }

    private void waitIfHanging(String call) {
        if (!call.startsWith(hangsIn)) {
            return;
        }
        try {
            hanging.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DockerMasterException(DockerMasterException.Kind.UNREACHABLE, "interrupted", e);
        }
    }

    private void check() {
        trouble.ifPresent(e -> {
            throw new DockerMasterException(e.kind(), String.valueOf(e.getMessage()));
        });
    }

    private void exists(String sliver) {
        if (!containers.containsKey(sliver)) {
            throw new DockerMasterException(DockerMasterException.Kind.GONE, "no container of " + sliver);
        }
    }
}
