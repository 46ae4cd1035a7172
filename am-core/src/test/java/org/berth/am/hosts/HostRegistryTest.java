// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import org.berth.am.base.AdminRefusedException;
import org.junit.jupiter.api.Test;

class HostRegistryTest extends HostRegistryFixture {
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
                .isInstanceOf(AdminRefusedException.class)
                .hasMessage(
                        "the agent at 192.0.2.1:11999 is that of host one: name the agent of this host, or first type:"
                                + " berth host remove one");
    }

    @Test
    void aNameThatIsNoneIsRefused() {
        assertThatThrownBy(() -> registry.add("two hosts", plan -> plan)).hasMessageContaining("'two hosts'");
        assertThatThrownBy(() -> registry.drain("nobody", true)).hasMessageContaining("there is no host 'nobody'");
    }
}
