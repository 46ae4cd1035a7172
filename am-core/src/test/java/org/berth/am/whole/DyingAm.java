// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.berth.am.audit.Audit;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.slice.Requester;
import org.berth.am.slice.StoredSlices;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.SqlStore;
import org.berth.am.work.SliverWork;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.FoundSliver;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.rspec.Urn;

/**
 * An AM below the transport, in a process of its own, that dies at the Nth commit of an operation. Each run first takes up
 * what the run before left, and checks that wanted and found are the same.
 *
 * <p>Ends with 0 when the operation came to its end, with {@link DyingStore#DEATH} when it died, with 1 when something was
 * lost.
 */
final class DyingAm {
    private static final Urn AM = Urn.parse("urn:publicid:IDN+crash.example.org+authority+am");
    private static final Urn SLICE = Urn.parse("urn:publicid:IDN+crash.example.org+slice+s");
    private static final Target WHOLE = Target.wholeSlice(SLICE);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int PORT = 24300;

    /** What it dies in. */
    enum Operation {
        PROVISION,
        DELETE,
        RESTART,
        RELOAD
    }

    private final DyingStore store;
    private final LocalDockerMaster master;
    private final Hosts hosts;
    private final StoredSlices slices;
    private final SliverWork work;

    private DyingAm(Path directory, String dockerHost) {
        Clock clock = Clock.systemUTC();
        store = new DyingStore(SqlStore.open(directory));
        HostSettings settings = new HostSettings(
                "host1",
                2,
                PORT,
                "127.0.0.1",
                Optional.empty(),
                dockerHost,
                Optional.empty(),
                directory.resolve("host1"));
        master = LocalDockerMaster.open(settings, clock);
        hosts = new Hosts(List.of(new Host(HostPlan.local(settings), master, clock)));
        hosts.start();
        SlicePolicy policy = new SlicePolicy(
                AM,
                Duration.ofDays(7),
                Duration.ofDays(30),
                List.of(new ContainerType(
                        "docker-container",
                        OptionalLong.empty(),
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        List.of())),
                false,
                Set.of());
        work = new SliverWork(store, hosts, policy, clock, Audit.NONE);
        slices = new StoredSlices(store, hosts, policy, clock, work::wake);
    }

    /** Arguments: state directory, docker host, operation of the run before or {@code none}, operation, N. */
    public static void main(String[] arguments) {
        DyingAm am = new DyingAm(Path.of(arguments[0]), arguments[1]);
        am.work.start();
        am.awaitSettled();
        if (!arguments[2].equals("none")) {
            am.checkAfter(Operation.valueOf(arguments[2]));
        }
        Operation operation = Operation.valueOf(arguments[3]);
        am.prepare(operation);
        am.store.dieAfter(Integer.parseInt(arguments[4]));
        am.perform(operation);
        am.awaitSettled();
        am.store.dieAfter(Integer.MAX_VALUE);
        am.checkAfter(operation);
        Runtime.getRuntime().halt(0);
    }

    private void prepare(Operation operation) {
        if (!slivers().isEmpty()) {
            slices.delete(WHOLE, false);
            awaitSettled();
        }
        slices.allocate(
                Target.wholeSlice(SLICE),
                requester(),
                "<rspec xmlns=\"http://www.geni.net/resources/rspec/3\" type=\"request\"><node client_id=\"n\"/></rspec>",
                Optional.empty());
        if (operation != Operation.PROVISION) {
            perform(Operation.PROVISION);
            awaitSettled();
        }
    }

    private void perform(Operation operation) {
        switch (operation) {
            case PROVISION -> slices.provision(WHOLE, requester(), Optional.empty(), List.of(), false);
            case DELETE -> slices.delete(WHOLE, false);
            case RESTART -> slices.perform(WHOLE, OperationalAction.RESTART, List.of(), false);
            case RELOAD -> slices.perform(WHOLE, OperationalAction.RELOAD, List.of(), false);
        }
    }

    private void checkAfter(Operation operation) {
        List<FoundSliver> found = master.list().stream().filter(this::isOurs).toList();
        int used = store.read(tables -> tables.hosts().used()).getOrDefault("host1", 0);
        if (operation == Operation.DELETE) {
            assertThat(slivers()).isEmpty();
            assertThat(found).isEmpty();
            assertThat(used).isZero();
            assertThat(List.of(PORT, PORT + 1)).as("ports given back").allMatch(DyingAm::isFree);
            return;
        }
        assertThat(slivers()).singleElement().satisfies(sliver -> {
            assertThat(sliver.operational()).as(sliver.error()).isEqualTo(OperationalState.READY);
            assertThat(found).singleElement().satisfies(container -> {
                assertThat(container.sliver()).isEqualTo(sliver.sliver().toString());
                assertThat(container.power()).isEqualTo(FoundSliver.Power.RUNNING);
                assertThat(container.generation()).isEqualTo(operation == Operation.RELOAD ? 2 : 1);
                assertThat(container.endpoint().sshPort()).isBetween(PORT, PORT + 1);
            });
        });
        assertThat(used).isEqualTo(1);
    }

    private boolean isOurs(FoundSliver container) {
        return container.am().startsWith(AM.toString());
    }

    private List<SliverStatus> slivers() {
        return slices.describe(WHOLE).slivers();
    }

    private void awaitSettled() {
        await("no work left")
                .atMost(PATIENCE)
                .until(() -> store.read(tables -> tables.work()
                                .hostsDue(
                                        List.of("CLEAR", "MAKE", "CONTAINER"),
                                        Instant.ofEpochSecond(Integer.MAX_VALUE)))
                        .isEmpty());
    }

    private static Requester requester() {
        return new Requester(Optional.empty(), Clock.systemUTC().instant().plus(Duration.ofDays(20)));
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("0.0.0.0", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
