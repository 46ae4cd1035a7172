// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.rspec.advertisement.OperationalStates;
import org.berth.rspec.advertisement.OperationalStates.Action;
import org.berth.rspec.advertisement.OperationalStates.State;
import org.berth.rspec.advertisement.OperationalStates.Wait;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {
    private static final OperationalStates ADVERTISED = ContainerLifecycle.LIFECYCLE.advertised();
    private static final Map<String, State> STATES =
            ADVERTISED.states().stream().collect(Collectors.toMap(State::name, Function.identity()));

    @ParameterizedTest
    @EnumSource
    void actionsAreThoseThatCallsTakeAndLeadWhereTheyLead(OperationalState state) {
        // given
        List<String> taken = Stream.of(OperationalAction.values())
                .flatMap(action -> ContainerLifecycle.LIFECYCLE.from(state, action.event()).stream()
                        .map(transition ->
                                action.geniName() + " " + transition.next().geniName()))
                .toList();

        // then
        assertThat(state(state.geniName()).actions())
                .extracting(action -> action.name() + " " + action.next())
                .containsExactlyElementsOf(taken);
    }

    @Test
    void commandsThatRunKeepNobodyFromReloadingOrAddingUsers() {
        assertThat(state("geni_ready_busy").actions())
                .extracting(Action::name)
                .contains("geni_reload", "geni_update_users", "geni_restart", "geni_stop");
    }

    @Test
    void accountsThatCannotBeChangedBreakNothing() {
        assertThat(state("geni_updating_users").waits())
                .contains(new Wait(false, "geni_ready"))
                .doesNotContain(new Wait(false, "geni_failed"));
        assertThat(state("geni_configuring").waits()).contains(new Wait(false, "geni_failed"));
        assertThat(state("geni_ready").waits()).isEmpty();
    }

    @Test
    void everyStateIsDescribedOnceAndNothingLeadsElsewhere() {
        assertThat(STATES).hasSize(OperationalState.values().length).containsKey(ADVERTISED.start());
        assertThat(ADVERTISED.states())
                .flatMap(state -> Stream.concat(
                                state.actions().stream().map(Action::next),
                                state.waits().stream().map(Wait::next))
                        .toList())
                .isSubsetOf(STATES.keySet());
    }

    @Test
    void oneEventLeadsOneWay() {
        // given
        Lifecycle.Builder twice = Lifecycle.startingIn(OperationalState.READY)
                .state(OperationalState.READY, "ready", "Ready.")
                .on(OperationalState.READY, SliverEvent.RESTART, OperationalState.READY);

        // then
        assertThatThrownBy(() -> twice.on(OperationalState.READY, SliverEvent.RESTART, OperationalState.READY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from READY on RESTART: there is a transition already");
    }

    @Test
    void nothingLeadsToAStateThatTheKindDoesNotHave() {
        // given
        Lifecycle.Builder small =
                Lifecycle.startingIn(OperationalState.READY).state(OperationalState.READY, "ready", "Ready.");

        // then
        assertThatThrownBy(() -> small.on(OperationalState.READY, SliverEvent.STOP, OperationalState.STOPPING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no state STOPPING");
    }

    private static State state(String name) {
        return Objects.requireNonNull(STATES.get(name), name);
    }
}
