// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import org.berth.am.base.AdminRefusedException;
import org.berth.am.store.Store;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.HostService;
import org.berth.dockermaster.HostSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts of the configuration, while that is changed. */
class HostSectionsTest extends HostRegistryFixture {
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
        await().until(() -> host("one").available() && host("two").available());
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
                .isInstanceOf(AdminRefusedException.class)
                .hasMessageContaining("host three cannot be opened")
                .hasMessageContaining("the state of three cannot be written");
        assertThat(registry.hosts().all()).extracting(Host::name).containsExactly("one");
        await().until(() -> masters.host("two").timesClosed() == 1);
        restart();
        assertThat(registry.hosts().all()).isEmpty();
    }

    @Test
    @Timeout(300)
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
    void otherRulesForAHostsNetworkWaitForARestart() {
        // given
        HostSettings before = section("one").local().orElseThrow();
        HostPlan changed = HostPlan.local(before.withNetwork(
                        Egress.parse("none"), List.of(new HostService("tcp", 8001)), before.privatePorts()))
                .from(Optional.of("berth.conf:7"));
        registry.start(List.of(section("one")));

        for (int times = 0; times < 2; times++) {
            // when
            List<String> keys = registry.needRestart(List.of(changed));
            List<String> changes = registry.reload(List.of(changed));
            // then
            assertThat(keys).containsExactly("[one] egress", "[one] host_services");
            assertThat(changes).isEmpty();
        }

        // when it is again as the host was opened with
        assertThat(registry.needRestart(List.of(section("one")))).isEmpty();
        // and when the AM starts again
        restart(changed);
        // then
        assertThat(registry.needRestart(List.of(changed))).isEmpty();
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
}
