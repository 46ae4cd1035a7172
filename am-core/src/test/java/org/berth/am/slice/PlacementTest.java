// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.HostPlan;
import org.berth.am.placement.Placement;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.store.HostTable.Taken;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.HostLimits;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final ContainerType PLAIN = Wish.PLAIN;
    private static final ContainerType FAT =
            SlicesFixture.type("fat", OptionalLong.of(3L << 30), OptionalDouble.of(1.5));

    @Test
    void nodeWithAHostOfItsOwnChoiceComesBeforeOneThatFitsAnywhere() {
        assertThat(place(
                        List.of(shared("host1", 1), shared("host2", 1)),
                        node("anywhere"),
                        new Wish("bound").on("host1")))
                .containsEntry("bound", "host1")
                .containsEntry("anywhere", "host2");
    }

    @Test
    void nodesAreSpreadOverTheHosts() {
        assertThat(place(
                                List.of(shared("host1", 2), shared("host2", 3), shared("host3", 2)),
                                node("a"),
                                node("b"),
                                node("c"))
                        .values())
                .containsExactlyInAnyOrder("host1", "host2", "host3");
    }

    @Test
    void memoryAndProcessorsOfTheTypeCount() {
        // given
        FakeDockerMaster small = new FakeDockerMaster(13000, 10);
        small.announceMemory(4L << 30, 8);
        FakeDockerMaster slow = new FakeDockerMaster(13000, 10);
        slow.announceMemory(64L << 30, 2);
        List<Host> hosts = List.of(host(SlicesFixture.plan("small"), small), host(SlicesFixture.plan("slow"), slow));

        // then
        assertThat(place(hosts, new Wish("a").of(FAT), new Wish("b").of(FAT)))
                .containsEntry("a", "small")
                .containsEntry("b", "slow");
        assertThat(place(hosts, new Wish("a").of(FAT), new Wish("b").of(FAT), node("c")))
                .containsKey("c");
        refused(
                () -> place(hosts, new Wish("a").of(FAT), new Wish("b").of(FAT), new Wish("c").of(FAT)),
                GeniCode.TOOBIG,
                "host small has 1024 MiB of memory left, and sliver_type fat takes 3072",
                "host slow has 0.5 CPUs left, and sliver_type fat takes 1.5");
    }

    @Test
    void typeWithNetAdminIsPlacedOnlyWhereTheSourceFilterIsInForce() {
        // given
        FakeDockerMaster open = new FakeDockerMaster(13000, 10);
        open.announceNetworkProblem("nft is missing; to mend it: apt-get install nftables");
        Host unguarded = host(SlicesFixture.plan("open"), open);
        ContainerType tunnel = new ContainerType(
                "tunnel",
                OptionalLong.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                List.of("NET_ADMIN"),
                List.of());

        // then
        assertThat(place(List.of(unguarded, shared("guarded", 1)), new Wish("a").of(tunnel)))
                .containsEntry("a", "guarded");
        assertThat(place(List.of(unguarded), node("plain"))).containsEntry("plain", "open");
        refused(
                () -> place(List.of(unguarded), new Wish("a").of(tunnel)),
                GeniCode.TOOBIG,
                "host open does not offer sliver_type tunnel (nft is missing; to mend it: apt-get install nftables)");
    }

    @Test
    void whatIsTakenAlreadyCounts() {
        // given
        Host host = shared("host1", 5);
        Map<String, Taken> taken = Map.of("host1", new Taken(1, 15L << 30, 0));

        // then
        refused(
                () -> placement(List.of(host), false, taken)
                        .take(List.of(new Wish("a").of(FAT).demand())),
                GeniCode.TOOBIG,
                "1024 MiB of memory left");
    }

    @Test
    void exclusiveHostTakesOneNodeThatAsksForIt() {
        // given
        List<Host> hosts = List.of(shared("host1", 9), exclusive("alone", 9));

        // then
        assertThat(place(hosts, node("a"), new Wish("b").exclusive()))
                .containsEntry("a", "host1")
                .containsEntry("b", "alone");
        refused(
                () -> place(hosts, new Wish("a").exclusive(), new Wish("b").exclusive()),
                GeniCode.TOOBIG,
                "exclusive=\"true\"",
                "host alone is taken by another sliver",
                "host host1 is shared, not exclusive");
        refused(
                () -> place(List.of(exclusive("alone", 9)), node("a")),
                GeniCode.TOOBIG,
                "host alone is only for exclusive=\"true\"");
    }

    @Test
    void sharedHostServesExclusiveOnlyIfTheAdminSaysSoAndOnlyIfNoOtherIsLeft() {
        // given
        Placement placement = placement(List.of(shared("host1", 9), exclusive("alone", 1)), true, Map.of());

        // when
        Map<String, Host> chosen = placement.take(List.of(
                new Wish("a").exclusive().demand(), new Wish("b").exclusive().demand()));

        // then
        assertThat(chosen.values()).extracting(Host::name).containsExactlyInAnyOrder("alone", "host1");
        assertThat(chosen).extractingByKey("a").extracting(Host::name).isEqualTo("alone");
    }

    @Test
    void hardwareTypeAndImageAreHonoured() {
        // given
        FakeDockerMaster other = new FakeDockerMaster(13000, 1);
        other.announceImages("debian:12", "special");
        List<Host> hosts = List.of(shared("host1", 9), host(SlicesFixture.plan("host2"), other));

        // then
        assertThat(place(hosts, new Wish("a").image("special"))).containsEntry("a", "host2");
        assertThat(place(hosts, new Wish("a").hardware("pc3000", "docker_cluster")))
                .containsKey("a");
        refused(
                () -> place(hosts, new Wish("a").hardware("pc3000")),
                GeniCode.TOOBIG,
                "hardware_type pc3000",
                "host host1 is of hardware_type");
        refused(
                () -> place(hosts, new Wish("a").image("special"), new Wish("b").image("special")),
                GeniCode.TOOBIG,
                "host host2 has no free slot, all 1 are taken; host host1 does not have disk_image 'special'");
    }

    @Test
    void hostThatDoesNotAllowTheTypeIsPassedOver() {
        // given
        FakeDockerMaster strict = new FakeDockerMaster(13000, 100);
        strict.announceLimits(new HostLimits(
                Optional.of(List.of("other")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1000,
                OptionalLong.empty(),
                OptionalDouble.empty()));
        Host limited = host(SlicesFixture.plan("host2"), strict);

        // then
        assertThat(place(List.of(limited, shared("host1", 1)), new Wish("a"))).containsEntry("a", "host1");
        refused(
                () -> place(List.of(limited), new Wish("a")),
                GeniCode.TOOBIG,
                "host host2 allows no sliver_type",
                "[limits]");
    }

    @Test
    void hostsThatTakeNothingNowAreToldApartFromFullOnes() {
        // given
        Host away = unreachable("away");

        // then
        refused(
                () -> place(List.of(away), node("a")),
                GeniCode.UNAVAILABLE,
                "host away has not been reachable since 2030-01-01T00:00:00Z");
        refused(
                () -> place(List.of(away, shared("full", 0)), node("a")),
                GeniCode.TOOBIG,
                "host away has not",
                "host full has no free slot");
        refused(
                () -> place(List.of(away, shared("host1", 1)), new Wish("a").on("away")),
                GeniCode.UNAVAILABLE,
                "host away");
        refused(
                () -> place(List.of(shared("host1", 1)), new Wish("a").on("h9")),
                GeniCode.SEARCHFAILED,
                "component_id 'h9'; there are urn:publicid:IDN+am.example.org+node+host1");
    }

    @Test
    void refusalOfHundredsOfHostsStaysShort() {
        // given
        List<Host> hosts =
                IntStream.range(0, 200).mapToObj(i -> shared("host" + i, 0)).toList();

        // then
        refused(() -> place(hosts, node("a")), GeniCode.TOOBIG, "host host9 has no", "; and 190 more");
        refused(() -> place(hosts, new Wish("a").on("x")), GeniCode.SEARCHFAILED, "node+host9, and 190 more");
    }

    private Map<String, String> place(List<Host> hosts, Wish... wishes) {
        return placement(hosts, false, Map.of())
                .take(List.of(wishes).stream().map(Wish::demand).toList())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().name()));
    }

    private Placement placement(List<Host> all, boolean acceptExclusive, Map<String, Taken> taken) {
        SlicePolicy policy = new SlicePolicy(
                SlicesFixture.AM, Duration.ofDays(1), Duration.ofDays(1), List.of(PLAIN), acceptExclusive, Set.of());
        return new Placement(all, policy, taken);
    }

    private static Host shared(String name, int slots) {
        return host(SlicesFixture.plan(name), new FakeDockerMaster(13000, slots));
    }

    private static Host exclusive(String name, int slots) {
        return host(
                SlicesFixture.plan(name).withCapacity(true, OptionalLong.empty(), OptionalInt.empty()),
                new FakeDockerMaster(13000, slots));
    }

    private static Host unreachable(String name) {
        FakeDockerMaster master = new FakeDockerMaster(13000, 1);
        master.fail(DockerMasterException.Kind.UNREACHABLE, "no route to host");
        return host(SlicesFixture.plan(name), master);
    }

    private static Host host(HostPlan plan, FakeDockerMaster master) {
        Host host = new Host(plan, master, new SettableClock(SlicesFixture.START));
        host.refresh();
        return host;
    }

    private static void refused(ThrowingCallable call, GeniCode code, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(AmException.class)
                .hasMessageContainingAll(parts)
                .extracting(e -> ((AmException) e).code())
                .isEqualTo(code);
    }

    private static Wish node(String clientId) {
        return new Wish(clientId);
    }
}
