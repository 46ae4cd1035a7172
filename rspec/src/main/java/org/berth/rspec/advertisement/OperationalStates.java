// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.advertisement;

import java.util.List;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Description;
import org.berth.rspec.v3.Opstate;
import org.berth.rspec.v3.OpstateSliverType;

/**
 * The operational states of an aggregate's slivers and what leads from one to another (AM API v3, operational states).
 *
 * @param start name of the state right after Provision
 * @param states all of them, also those that nothing leads away from
 */
public record OperationalStates(String start, List<State> states) {
    public OperationalStates {
        states = List.copyOf(states);
    }

    /**
     * A state.
     *
     * @param name e.g. {@code geni_ready}
     * @param description a sentence for people
     * @param actions what callers may do in it
     * @param waits where it leads by itself
     */
    public record State(String name, String description, List<Action> actions, List<Wait> waits) {
        public State {
            actions = List.copyOf(actions);
            waits = List.copyOf(waits);
        }
    }

    /** An action, the state that it leads to at once, and a sentence for people. */
    public record Action(String name, String next, String description) {}

    /** The state that follows when what goes on in a state has succeeded, or failed. */
    public record Wait(boolean success, String next) {}

    /** The element for slivers of these types. */
    Opstate element(Urn aggregate, List<String> sliverTypes) {
        Stream<?> types = sliverTypes.stream().map(OpstateSliverType::new);
        Stream<?> described = states.stream().map(OperationalStates::element);
        return new Opstate(
                aggregate.toString(), start, Stream.concat(types, described).toList());
    }

    private static org.berth.rspec.v3.State element(State state) {
        Stream<?> actions = state.actions().stream()
                .map(action -> new org.berth.rspec.v3.Action(
                        action.name(), action.next(), List.of(new Description(action.description()))));
        Stream<?> waits = state.waits().stream()
                .map(wait ->
                        new org.berth.rspec.v3.Wait(wait.success() ? "geni_success" : "geni_failure", wait.next()));
        return new org.berth.rspec.v3.State(
                state.name(),
                Stream.of(actions, waits, Stream.of(new Description(state.description())))
                        .flatMap(part -> part)
                        .toList());
    }
}
