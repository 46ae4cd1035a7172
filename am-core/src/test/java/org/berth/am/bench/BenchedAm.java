// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.berth.am.audit.Audit;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.slice.Described;
import org.berth.am.slice.Requester;
import org.berth.am.slice.StoredSlices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SqlStore;
import org.berth.am.work.SliverWork;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.testing.TestTrust;
import org.berth.rspec.Urn;

/**
 * An AM below its TLS and credentials, as it runs: its store on disk, its looks at the hosts and its reconcile passes go on
 * while calls are measured.
 */
final class BenchedAm implements AutoCloseable {
    static final int SLIVERS_OF_SLICE = 5;

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Urn AM = Urn.parse(TestTrust.AM);
    private static final String TYPE = "docker-container";

    /** What its users ask for. */
    static final WantedNodes WANTED = new WantedNodes(AM.toString(), TYPE);

    private static final User USER =
            new User(Urn.parse("urn:publicid:IDN+example.org+user+alice"), List.of("ssh-ed25519 AAAA alice"));

    private final SqlStore store;
    private final Hosts hosts;
    private final SliverWork work;
    private final StoredSlices slices;
    private final Requester requester;

    private BenchedAm(Path directory, List<? extends DockerMaster> masters) {
        Clock clock = Clock.systemUTC();
        requester = new Requester(Optional.empty(), clock.instant().plus(Duration.ofDays(1)));
        store = SqlStore.open(directory);
        hosts = new Hosts(IntStream.range(0, masters.size())
                .mapToObj(i -> new Host(HostPlan.named("host" + i), masters.get(i), clock))
                .toList());
        hosts.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(5))
                .until(() -> hosts.all().stream().allMatch(Host::available));
        ContainerType type = new ContainerType(
                TYPE, OptionalLong.empty(), OptionalDouble.empty(), OptionalLong.empty(), List.of(), List.of());
        SlicePolicy policy =
                new SlicePolicy(AM, Duration.ofDays(1), Duration.ofDays(1), List.of(type), false, Set.of());
        work = new SliverWork(store, hosts, policy, clock, Audit.NONE);
        work.start();
        slices = new StoredSlices(store, hosts, policy, clock, work::wake);
    }

    /**
     * An AM whose slivers are all ready. Its store is filled in memory, where it is one, and copied: a disk takes minutes
     * to confirm so many commits.
     *
     * @param directory where there is no store yet
     * @param hosts which have nothing yet
     * @param masters the way to each of them afterwards
     * @param slivers how many, a multiple of {@link #SLIVERS_OF_SLICE}
     */
    static BenchedAm open(Path directory, List<HostInMemory> hosts, List<? extends DockerMaster> masters, int slivers)
            throws IOException {
        fill(directory, hosts, slivers);
        return new BenchedAm(directory, masters);
    }

    /** Fills the store of an AM that is not there yet: all slivers are ready. */
    static void fill(Path directory, List<HostInMemory> hosts, int slivers) throws IOException {
        Path filling = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "berth-bench")
                : Files.createTempDirectory("berth-bench");
        try (BenchedAm am = new BenchedAm(filling, hosts)) {
            am.fill(slivers / SLIVERS_OF_SLICE);
        }
        try (Stream<Path> files = Files.list(filling)) {
            for (Path file : files.toList()) {
                Files.move(file, directory.resolve(file.getFileName()));
            }
        }
        Files.delete(filling);
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            Urn slice = slice("s" + i);
            slices.allocate(Target.wholeSlice(slice), requester, WANTED.request(SLIVERS_OF_SLICE), Optional.empty());
            slices.provision(Target.wholeSlice(slice), requester, Optional.empty(), List.of(USER), false);
        }
        for (int i = 0; i < count; i++) {
            Target slice = Target.wholeSlice(slice("s" + i));
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .atMost(Duration.ofMinutes(10))
                    .until(() -> slices.status(slice).stream()
                            .allMatch(sliver -> sliver.operational() == OperationalState.READY));
        }
    }

    /** Status of one of the slices. */
    List<SliverStatus> status() {
        return slices.status(Target.wholeSlice(slice("s0")));
    }

    /** Describe of one of the slices. */
    Described describe() {
        return slices.describe(Target.wholeSlice(slice("s0")));
    }

    /** Allocate of one sliver in a slice of its own, and its Delete. */
    List<SliverStatus> allocateAndDelete() {
        Urn slice = slice("new");
        slices.allocate(Target.wholeSlice(slice), requester, WANTED.request(1), Optional.empty());
        return slices.delete(Target.wholeSlice(slice), false);
    }

    private static Urn slice(String name) {
        return Urn.parse("urn:publicid:IDN+example.org+slice+" + name);
    }

    @Override
    public void close() {
        work.close();
        hosts.close();
        store.close();
    }
}
