// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.Lane;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SqlStore;
import org.berth.am.store.WorkTable.DueRow;
import org.berth.am.work.ClockWatch;
import org.berth.am.work.CommandRunner;
import org.berth.am.work.HostSteps;
import org.berth.am.work.LeaseEnds;
import org.berth.am.work.Reconciler;
import org.berth.am.work.SliverWork;
import org.berth.am.work.Worker;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.rspec.Urn;
import org.berth.rspec.testing.SentRspec;

/** The use cases on a real store with hosts in memory. Work is done when the test says so, in the test's thread. */
public final class SlicesFixture implements AutoCloseable {
    public static final Urn AM = Urn.parse("urn:publicid:IDN+am.example.org+authority+am");
    public static final Urn SLICE = Urn.parse("urn:publicid:IDN+sa.example.org+slice+one");
    public static final Urn OTHER = Urn.parse("urn:publicid:IDN+sa.example.org+slice+two");
    public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    public static final Instant CREDENTIAL_END = START.plus(Duration.ofDays(20));
    public static final Requester REQUESTER = new Requester(Optional.empty(), CREDENTIAL_END);
    public static final User ALICE =
            new User(Urn.parse("urn:publicid:IDN+sa.example.org+user+alice"), List.of("ssh-ed25519 AAAA alice"));

    public final SettableClock clock = new SettableClock(START);
    public final AtomicLong nanos = new AtomicLong();
    public final FakeDockerMaster master;
    public final SqlStore store;
    public final Hosts hosts;
    public final SlicePolicy policy;
    public final StoredSlices slices;
    public final Orphans orphans;
    public final CommandRunner commands;
    public final Worker worker;
    public final LeaseEnds leaseEnds;
    public final ClockWatch watch;
    public final Reconciler reconciler;

    /** What was written into the audit log. */
    public final List<String> audited = new ArrayList<>();

    /** With a single host, host1. */
    public SlicesFixture(Path directory, FakeDockerMaster master) {
        this(directory, List.of(master));
    }

    /** With hosts host1, host2... */
    public SlicesFixture(Path directory, List<FakeDockerMaster> masters) {
        master = masters.get(0);
        store = SqlStore.open(directory);
        hosts = new Hosts(IntStream.range(0, masters.size())
                .mapToObj(i -> new Host(plan("host" + (i + 1)), masters.get(i), clock))
                .toList());
        hosts.all().forEach(Host::refresh);
        policy = new SlicePolicy(
                AM,
                Duration.ofDays(7),
                Duration.ofDays(30),
                List.of(
                        type("docker-container", OptionalLong.empty(), OptionalDouble.empty()),
                        type("small", OptionalLong.of(512L << 20), OptionalDouble.of(0.5))),
                false,
                Set.of("debian:12"));
        slices = new StoredSlices(store, hosts, policy, clock, () -> {});
        orphans = new Orphans(store, hosts, policy, clock);
        commands = new CommandRunner(store, hosts, clock);
        worker = new Worker(
                store, hosts, new HostSteps(store, policy, clock, SliverWork.amLabel(store, policy)), commands, clock);
        leaseEnds = new LeaseEnds(store, clock, (event, fields) -> audited.add(event + " " + fields));
        watch = new ClockWatch(store, clock, nanos::get);
        reconciler = new Reconciler(store, commands, watch, clock);
    }

    /** A host of which the admin says its public name. */
    public static HostPlan plan(String name) {
        return HostPlan.named(name)
                .withPool(new PoolSettings(
                        Optional.of(name + ".example.org"),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty()));
    }

    public static ContainerType type(String name, OptionalLong memory, OptionalDouble cpus) {
        return new ContainerType(name, memory, cpus, OptionalLong.empty(), List.of(), List.of());
    }

    public Host host(String name) {
        return hosts.named(name).orElseThrow();
    }

    /** Time passes: where only the clock is moved, it jumps. */
    public void pass(Duration time) {
        clock.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    /** Asks all hosts how they are. */
    public void look() {
        hosts.all().forEach(Host::refresh);
    }

    /** One reconcile pass over all hosts. */
    public void compare() {
        hosts.all().forEach(host -> reconciler.pass(host, Map.of()));
    }

    /** Does all work that is due. */
    public void work() {
        for (Host host : hosts.all()) {
            boolean found = true;
            while (found) { // What one lane has done may be for another next.
                found = false;
                for (Lane lane : Lane.values()) {
                    List<DueRow> due = store.read(
                            tables -> tables.work().due(host.name(), lane.name(), clock.instant(), 1000, List.of()));
                    due.forEach(row -> worker.advance(row.sliverId(), lane));
                    found |= !due.isEmpty();
                }
            }
        }
    }

    /** A user with a credential of 20 days. */
    public static Requester requester(Urn user) {
        return new Requester(Optional.of(user), CREDENTIAL_END);
    }

    public Described allocate(Urn slice, String... clientIds) {
        Described allocated =
                slices.allocate(Target.wholeSlice(slice), REQUESTER, request(clientIds), Optional.empty());
        SentRspec.checkManifest(allocated.manifest());
        SentRspec.checkAdvertisement(slices.advertisement(false));
        return allocated;
    }

    /** Allocates and provisions for Alice, and does the work. */
    public SliverStatus ready(String clientId) {
        Urn sliver = allocate(SLICE, clientId).slivers().get(0).sliver();
        slices.provision(new Target(SLICE, List.of(sliver)), REQUESTER, Optional.empty(), List.of(ALICE), false);
        work();
        return status(sliver);
    }

    /** Allocates and provisions so many nodes on a host; nothing is done yet. */
    public List<Urn> provision(Urn slice, String host, int nodes) {
        String request = IntStream.range(0, nodes)
                .mapToObj(
                        i -> node(host + "-" + i, "").replace("exclusive=", "component_id=\"" + host + "\" exclusive="))
                .collect(Collectors.joining());
        List<Urn> slivers =
                slices
                        .allocate(Target.wholeSlice(slice), REQUESTER, rspec(request), Optional.empty())
                        .slivers()
                        .stream()
                        .map(SliverStatus::sliver)
                        .toList();
        slices.provision(new Target(slice, slivers), REQUESTER, Optional.empty(), List.of(ALICE), false);
        return slivers;
    }

    public OperationalState state(Urn sliver) {
        return slices.status(new Target(slices.sliceOf(List.of(sliver), false), List.of(sliver)))
                .get(0)
                .operational();
    }

    public SliverStatus status(Urn sliver) {
        return slices.status(new Target(SLICE, List.of(sliver))).get(0);
    }

    /** The same slices, at an AM whose manifests list users. */
    public StoredSlices listingUsers() {
        SlicePolicy listing = new SlicePolicy(
                policy.aggregate(),
                policy.allocatedLease(),
                policy.defaultLease(),
                policy.maxLease(),
                policy.types(),
                policy.acceptExclusive(),
                policy.images(),
                policy.quotas(),
                true);
        return new StoredSlices(store, hosts, listing, clock, () -> {});
    }

    public Map<String, Integer> usedSlots() {
        return store.read(tables -> tables.hosts().used());
    }

    public static String request(String... clientIds) {
        StringBuilder nodes = new StringBuilder();
        for (String id : clientIds) {
            nodes.append(node(id, ""));
        }
        return rspec(nodes.toString());
    }

    public static String node(String id, String inside) {
        return "<node client_id=\"" + id + "\" component_manager_id=\"" + AM + "\" exclusive=\"false\">" + inside
                + "</node>";
    }

    public static String rspec(String inside) {
        return "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\">" + inside + "</rspec>";
    }

    @Override
    public void close() {
        commands.close();
        hosts.close();
        store.close();
    }
}
