package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.store.HostTable.HostRow;
import org.berth.am.store.SliverRow;
import org.berth.am.store.SqlStore;
import org.berth.am.store.Store;
import org.berth.dockermaster.HostDescription;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class HostRegistryTest {
    private static final String KEY = "ab12";
    private static final String SLICE = "urn:publicid:IDN+sa.example.org+slice+s1";

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final MadeUpMasters masters = new MadeUpMasters();
    private SqlStore store;
    private HostRegistry registry;

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
    private void restart(HostPlan... sections) {
        close();
        open();
        registry.start(List.of(sections));
    }

    @Test
    void aHostThatIsAddedIsThereAfterARestartToo() {
        // given
        registry.start(List.of(section("one")));
        // when
        boolean isNew = registry.add(
                "two",
                plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.2")))
                        .withLocation(Optional.of(new Location("BE", 51, 3))));
        boolean isNewAgain = registry.add("two", plan -> plan);
        restart(section("one"));
        // then
        assertThat(isNew).isTrue();
        assertThat(isNewAgain).isFalse();
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("one", "two");
        assertThat(host("two").plan().agent()).contains(new AgentAddress("192.0.2.2", 11999));
        assertThat(host("two").location()).contains(new Location("BE", 51, 3));
    }

    @Test
    void aHostWhoseAgentIsNotEnrolledSaysWhatToType() {
        // given
        registry.start(List.of());
        // when
        registry.add("two", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.2"))));
        // then
        await().untilAsserted(() -> assertThat(host("two").trouble().orElseThrow())
                .endsWith("its agent is not enrolled; the administrator has to type: berth host enroll two"));
        assertThat(masters.opened()).isEmpty();
        // when it enrols
        enroll("two", "192.0.2.2:11999");
        registry.settle();
        // then
        await().until(() -> host("two").accepts());
        assertThat(masters.opened()).containsExactly("two at 192.0.2.2:11999 key ab12");
    }

    @Test
    void theDescriptionOfAHostThatIsAwayOutlivesARestart() {
        // given
        registry.start(List.of(section("one")));
        HostDescription known = host("one").description().orElseThrow();
        masters.host("one").fail("no route to host");
        // when
        restart(section("one"));
        // then
        assertThat(host("one").description()).contains(known);
        assertThat(host("one").hostname()).isEqualTo("one.example.org");
        await().until(() -> !host("one").available());
        assertThat(host("one").description()).contains(known);
    }

    @Test
    void aHostThatAnsweredIsTakenToDoSoWhileItIsAskedAgain() {
        // given
        registry.start(List.of(section("one")));
        masters.host("one").hang();
        // when
        restart(section("one"));
        // then
        assertThat(host("one").accepts()).isTrue();
        masters.host("one").recover();
    }

    @Test
    void sinceWhenAHostIsAwayOutlivesARestart() {
        // given
        registry.start(List.of(section("one")));
        masters.host("one").fail("no route to host");
        Instant lost = clock.instant();
        registry.hosts().soon(host("one"));
        await().until(() -> kept("one").downSince().equals(Optional.of(lost)));
        // when
        clock.advance(Duration.ofHours(5));
        restart(section("one"));
        // then
        await().untilAsserted(() -> assertThat(host("one").trouble())
                .contains("host one has not been reachable since 2030-01-01T00:00:00Z: no route to host"));
        // when
        masters.host("one").recover();
        registry.hosts().soon(host("one"));
        await().until(() -> kept("one").downSince().isEmpty());
        masters.host("one").fail("no route to host");
        restart(section("one"));
        // then
        await().until(() -> host("one").downSince().equals(Optional.of(lost.plus(Duration.ofHours(5)))));
        // when it is removed and added again, it begins anew
        registry.reload(List.of());
        await().until(() -> kept("one").downSince().isEmpty());
    }

    @Test
    void aDescriptionIsStoredOnlyWhenItIsAnother() {
        // given
        registry.start(List.of(section("one")));
        overwriteDescription("one", "");
        int looks = masters.host("one").looks();
        // when
        registry.hosts().soon(host("one"));
        registry.hosts().soon(host("one"));
        // then
        await().until(() -> masters.host("one").looks() >= looks + 2);
        assertThat(kept("one").description()).isEmpty();
        // when
        masters.host("one").upgradeEngine("made up 2");
        registry.hosts().soon(host("one"));
        // then
        await().untilAsserted(() -> assertThat(kept("one").description()).contains("made up 2"));
    }

    @Test
    void drainingLastsOverARestartUntilItIsTakenBack() {
        // given
        registry.start(List.of(section("one")));
        // when
        registry.drain("one", true);
        restart(section("one"));
        // then
        assertThat(host("one").drained()).isTrue();
        assertThat(host("one").available()).isTrue();
        assertThat(host("one").accepts()).isFalse();
        // when
        registry.drain("one", false);
        // then
        assertThat(host("one").accepts()).isTrue();
    }

    @Test
    void aHostWhoseSectionIsGoneStaysUntilNothingIsLeftOnIt() {
        // given
        HostPlan remote = remote("two", "192.0.2.2").withPassword(Optional.of("secret"));
        registry.start(List.of(section("one"), remote));
        enroll("two", "192.0.2.99:1");
        registry.settle();
        use("one", 1);
        use("two", 1);
        // when
        List<String> changes = registry.reload(List.of());
        // then
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        "leaving, as soon as its slivers are gone: one",
                        "leaving, as soon as its slivers are gone: two");
        assertThat(host("one").leaving()).isTrue();
        assertThat(host("one").accepts()).isFalse();
        // when the AM starts again, it is still served
        restart();
        // then
        assertThat(host("one").available()).isTrue();
        assertThat(host("two").available()).isTrue();
        assertThat(masters.opened()).endsWith("two at 192.0.2.2:11999 key ab12 password secret");
        // when its slivers are gone
        use("one", -1);
        registry.settle();
        // then
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("two");
        // when its section is there again
        registry.reload(List.of(remote));
        // then
        assertThat(host("two").accepts()).isTrue();
    }

    @Test
    void aSectionThatIsChangedChangesItsHostInPlace() {
        // given
        registry.start(List.of(remote("one", "192.0.2.1")));
        enroll("one", "192.0.2.1:11999");
        registry.settle();
        Host before = host("one");
        // when
        List<String> changes = registry.reload(List.of(remote("one", "192.0.2.7")
                .withCapacity(true, before.plan().memoryBytes(), before.plan().millicpus())));
        // then
        assertThat(changes).containsExactly("changed one");
        assertThat(host("one")).isSameAs(before);
        assertThat(host("one").exclusive()).isTrue();
        assertThat(masters.opened())
                .containsExactly("one at 192.0.2.1:11999 key ab12", "one at 192.0.2.7:11999 key ab12");
        await().until(() -> host("one").available() && masters.host("one").timesClosed() == 1);
        // when only its line in the file is another
        List<String> none = registry.reload(List.of(before.plan().from(Optional.of("berth.conf:99"))));
        // then
        assertThat(none).isEmpty();
        assertThat(host("one").plan().origin()).contains("berth.conf:99");
    }

    @Test
    void aHostThatCannotBeOpenedChangesNothing() {
        // given
        registry.start(List.of(section("one")));
        // when
        assertThatThrownBy(() -> registry.reload(List.of(section("two"), local("three", "unix:///broken"))))
                // then
                .hasMessageContaining("the state of three cannot be written");
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("one");
        await().until(() -> masters.host("two").timesClosed() == 1);
        restart();
        assertThat(registry.hosts().all()).isEmpty();
    }

    @Test
    @Timeout(60)
    void aHostThatIsDroppedAndAddedAgainAtOnceIsOpenedWhenItsPastHasEnded() throws Exception {
        // given
        registry.start(List.of(section("one")));
        masters.host("one").hangOnClose();
        registry.reload(List.of());
        // when
        Thread again = new Thread(() -> registry.reload(List.of(section("one"))));
        again.start();
        await().until(() -> again.getState() == Thread.State.WAITING);
        // then
        assertThat(masters.opened()).hasSize(1);
        masters.host("one").closeAtLast();
        again.join();
        assertThat(masters.opened()).hasSize(2);
        await().until(() -> host("one").available());
    }

    @Test
    void whatWasOpenedForAConfigurationThatCannotBeKeptIsClosed() {
        // given
        Store full = new Store() {
            @Override
            public <T> T write(Transaction<T> transaction) {
                throw new IllegalStateException("the disk is full");
            }

            @Override
            public <T> T read(Transaction<T> transaction) {
                return store.read(transaction);
            }

            @Override
            public void close() {}
        };
        registry = new HostRegistry(full, masters, clock);
        // when
        assertThatThrownBy(() -> registry.reload(List.of(section("one"))))
                // then
                .hasMessage("the disk is full");
        assertThat(masters.opened()).hasSize(1);
        await().until(() -> masters.host("one").timesClosed() == 1);
    }

    @Test
    void anotherEngineForAHostNeedsARestart() {
        // given
        registry.start(List.of(section("one"), section("two")));
        HostPlan elsewhere = local("one", "unix:///run/other.sock").from(Optional.of("berth.conf:1"));
        List<HostPlan> changed = List.of(elsewhere, remote("two", "192.0.2.2"));
        // when
        List<String> keys = registry.needRestart(changed);
        registry.reload(changed);
        // then
        assertThat(keys).containsExactly("[one] docker_host", "[two] dockermaster_pyro4_host");
        assertThat(masters.opened()).hasSize(2);
        assertThat(host("one").available()).isTrue();
    }

    @Test
    void theBuiltInHostIsThereUntilItIsRemoved() {
        // given
        HostPlan builtIn = local("local", "unix:///var/run/docker.sock");
        registry.start(List.of(builtIn));
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("local");
        // when
        registry.remove("local", Optional.empty());
        // then
        assertThat(registry.hosts().all()).isEmpty();
        restart(builtIn);
        assertThat(registry.hosts().all()).isEmpty();
        // when a section names it, it is meant
        registry.reload(List.of(builtIn.from(Optional.of("berth.conf:3"))));
        // then
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("local");
    }

    @Test
    void aRemovedHostIsGoneAndItsAgentTrustedNoMore() {
        // given
        registry.start(List.of());
        registry.add("two", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.2"))));
        enroll("two", "192.0.2.2:11999");
        registry.settle();
        // when
        registry.remove("two", Optional.empty());
        // then
        assertThat(registry.hosts().named("two")).isEmpty();
        restart();
        assertThat(registry.hosts().named("two")).isEmpty();
        // when the name is used again
        registry.add("two", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.2"))));
        // then
        await().untilAsserted(
                        () -> assertThat(host("two").trouble().orElseThrow()).contains("berth host enroll two"));
    }

    @Test
    void aHostOfTheConfigurationIsRemovedAndChangedThere() {
        // given
        registry.start(List.of(section("one")));
        // when
        assertThatThrownBy(() -> registry.remove("one", Optional.of((host, reason) -> 0)))
                // then
                .hasMessage("host one stands in berth.conf:7: delete its section there, then type: berth reload");
        assertThatThrownBy(() -> registry.add("one", plan -> plan))
                .hasMessage("host one stands in berth.conf:7: change it there, then type: berth reload");
        assertThat(host("one").leaving()).isFalse();
    }

    @Test
    void aHostWithSliversIsRemovedOnlyByForceWhichFailsThem() {
        // given
        registry.start(List.of());
        registry.add("two", plan -> plan);
        live("two", 1);
        live("two", 2);
        // when
        assertThatThrownBy(() -> registry.remove("two", Optional.empty()))
                // then
                .hasMessage("host two has 2 slivers (2 of " + SLICE + "): have them deleted ('berth host drain two'"
                        + " keeps new ones away), or let them fail with: berth host remove --force two");
        assertThat(host("two").leaving()).isFalse();
        // when
        int failed = registry.remove("two", Optional.of((host, reason) -> {
            assertThat(host("two").leaving()).isTrue();
            assertThat(reason).isEqualTo("host two was removed by the administrator");
            return 2;
        }));
        // then
        assertThat(failed).isEqualTo(2);
        assertThat(registry.hosts().named("two")).isEmpty();
    }

    @Test
    void aHostThatHasNotYetClearedAwayWhatWasDeletedIsWaitedFor() {
        // given
        registry.start(List.of());
        registry.add("two", plan -> plan);
        use("two", 2);
        // when
        assertThatThrownBy(() -> registry.remove("two", Optional.empty()))
                // then
                .hasMessageContaining("host two has not yet cleared away 2 deleted slivers")
                .hasMessageContaining("berth host remove --force two");
        use("two", -2);
        registry.remove("two", Optional.empty());
        assertThat(registry.hosts().named("two")).isEmpty();
    }

    @Test
    void aNameOfAHostOnThisMachineIsFreeForAnAgentOnceThatHostHasLeft() {
        // given
        registry.start(List.of(section("one")));
        use("one", 1);
        registry.reload(List.of());
        // when
        assertThatThrownBy(() -> registry.add("one", plan -> plan))
                // then
                .hasMessageContaining("host one is on this machine, and leaves when its slivers are gone");
        use("one", -1);
        registry.settle();
        registry.add("one", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.1"))));
        assertThat(host("one").plan().local()).isEmpty();
    }

    @Test
    void theAddressThatAnAgentGaveWhenItEnrolledHoldsUnlessTheAdminNamesAnother() {
        // given
        registry.start(List.of());
        registry.add("two", plan -> plan);
        enroll("two", "192.0.2.2:11999");
        // when
        registry.settle();
        // then
        assertThat(host("two").plan().agent()).contains(AgentAddress.parse("192.0.2.2"));
        registry.add("two", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.7"))));
        enroll("two", "192.0.2.2:11999");
        registry.settle();
        assertThat(host("two").plan().agent()).contains(AgentAddress.parse("192.0.2.7"));
    }

    @Test
    void anAddressThatIsNoneIsThatHostsTroubleAlone() {
        // given
        registry.start(List.of(section("one")));
        registry.add("two", plan -> plan);
        // when
        enroll("two", "no address");
        registry.settle();
        // then
        await().untilAsserted(() -> assertThat(host("two").trouble().orElseThrow())
                .contains("its agent's address is not known")
                .contains("berth host add two --address HOST:PORT"));
        assertThat(host("one").available()).isTrue();
    }

    @Test
    void twoHostsCannotHaveOneAgent() {
        // given
        registry.start(List.of(remote("one", "192.0.2.1")));
        // when
        assertThatThrownBy(() ->
                        registry.add("two", plan -> plan.withAgent(Optional.of(AgentAddress.parse("192.0.2.1:11999")))))
                // then
                .hasMessage("the agent at 192.0.2.1:11999 is that of host one");
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> registry.add("two hosts", plan -> plan)).hasMessageContaining("'two hosts'");
        assertThatThrownBy(() -> registry.drain("nobody", true)).hasMessageContaining("there is no host 'nobody'");
    }

    private Host host(String name) {
        return registry.hosts().named(name).orElseThrow();
    }

    private static HostPlan section(String name) {
        return local(name, "unix:///var/run/docker.sock").from(Optional.of("berth.conf:7"));
    }

    private static HostPlan remote(String name, String address) {
        return HostPlan.named(name)
                .withAgent(Optional.of(AgentAddress.parse(address)))
                .from(Optional.of("berth.conf:8"));
    }

    private static HostPlan local(String name, String engine) {
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

    private HostRow kept(String name) {
        return store.read(tables -> tables.hosts().find(name)).orElseThrow();
    }

    private void overwriteDescription(String name, String text) {
        store.write(tables -> {
            tables.hosts().describe(name, text);
            return true;
        });
    }

    private void enroll(String name, String address) {
        boolean known = store.write(tables -> tables.hosts().enroll(name, address, KEY));
        assertThat(known).isTrue();
    }

    /** Slots are taken, or given back, by slivers that are deleted already. */
    private void use(String host, int slots) {
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

    private void live(String host, int number) {
        store.write(tables -> {
            tables.slices().add("slice", SLICE);
            SliverRow.Place place = place(host, number);
            tables.hosts().take(place);
            tables.slivers()
                    .insert(new SliverRow(
                            place,
                            new SliverRow.Lease("PROVISIONED", clock.instant(), Optional.empty()),
                            new SliverRow.Wish("RUNNING", "READY", "", 1, 0, 0),
                            new SliverRow.Done(1, 0, 0, 0, true, true),
                            clock.instant(),
                            0));
            return true;
        });
    }

    private static SliverRow.Place place(String host, int number) {
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
