// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.berth.rspec.advertisement.OperationalStates;
import org.berth.rspec.advertisement.OperationalStates.Action;
import org.berth.rspec.advertisement.OperationalStates.Wait;

/**
 * The operational states of one kind of sliver, and what leads from one to another (AM API v3, operational states and
 * actions). Calls and workers obey it; the advertisement, AM API v2's states and the reference are written from it.
 *
 * <p>A transition that is not in it is refused, or, when it comes from a worker or the reconciliation, is out of date and
 * changes nothing.
 */
public final class Lifecycle {
    private final OperationalState start;
    private final Map<OperationalState, State> states;
    private final Map<OperationalAction, String> actions;

    private Lifecycle(Builder builder) {
        this.start = builder.start;
        this.states = builder.states;
        this.actions = builder.actions;
    }

    /**
     * Begins a lifecycle.
     *
     * @param start the state right after Provision
     */
    static Builder startingIn(OperationalState start) {
        return new Builder(start);
    }

    /** Returns the transition that an event causes in a state, if it is allowed there. */
    Optional<Transition> from(OperationalState state, SliverEvent event) {
        return Optional.ofNullable(of(state).transitions.get(event));
    }

    /** Returns AM API v2's word for a state. */
    public String v2Name(OperationalState state) {
        return of(state).v2Name;
    }

    /** Returns what callers may do in a state. */
    public List<OperationalAction> actions(OperationalState state) {
        return actions.keySet().stream()
                .filter(action -> from(state, action.event()).isPresent())
                .toList();
    }

    /** Returns all of it as the advertisement describes it. */
    public OperationalStates advertised() {
        return new OperationalStates(
                start.geniName(), states.keySet().stream().map(this::advertised).toList());
    }

    private OperationalStates.State advertised(OperationalState state) {
        List<Action> possible = actions(state).stream()
                .map(action -> new Action(
                        action.geniName(),
                        next(state, action.event()).orElseThrow(),
                        Objects.requireNonNull(actions.get(action))))
                .toList();
        List<Wait> successes = Stream.of(SliverEvent.values())
                .filter(SliverEvent::isSuccess)
                .flatMap(event -> next(state, event).stream())
                .distinct()
                .map(next -> new Wait(true, next))
                .toList();
        Stream<Wait> failure = successes.isEmpty()
                ? Stream.empty()
                : next(state, of(state).failure).map(next -> new Wait(false, next)).stream();
        return new OperationalStates.State(
                state.geniName(),
                of(state).description,
                possible,
                Stream.concat(successes.stream(), failure).toList());
    }

    private Optional<String> next(OperationalState state, SliverEvent event) {
        return from(state, event).map(transition -> transition.next().geniName());
    }

    private State of(OperationalState state) {
        return Optional.ofNullable(states.get(state))
                .orElseThrow(() -> new IllegalArgumentException("this kind of sliver has no state " + state));
    }

    /**
     * A state.
     *
     * @param v2Name AM API v2's word for it
     * @param description a sentence for people
     * @param failure the event by which what goes on in it ends badly
     */
    private record State(
            String v2Name, String description, SliverEvent failure, Map<SliverEvent, Transition> transitions) {}

    /** A lifecycle that is being written down. States and actions are shown in the order of their enums. */
    static final class Builder {
        private final OperationalState start;
        private final Map<OperationalState, State> states = new EnumMap<>(OperationalState.class);
        private final Map<OperationalAction, String> actions = new EnumMap<>(OperationalAction.class);

        private Builder(OperationalState start) {
            this.start = start;
        }

        /** Adds a state. */
        Builder state(OperationalState state, String v2Name, String description) {
            return state(state, v2Name, description, SliverEvent.STEP_FAILED);
        }

        /** Adds a state in which what goes on ends badly by another event than a failed step. */
        Builder state(OperationalState state, String v2Name, String description, SliverEvent failure) {
            states.put(state, new State(v2Name, description, failure, new EnumMap<>(SliverEvent.class)));
            return this;
        }

        /** Adds an action with a sentence for people; {@link #on} says where it is possible. */
        Builder action(OperationalAction action, String description) {
            actions.put(action, description);
            return this;
        }

        /** Adds a transition. */
        Builder on(OperationalState state, SliverEvent event, OperationalState next, SideEffect... effects) {
            return on(List.of(state), event, next, effects);
        }

        /** Adds a transition from each of some states. */
        Builder on(Collection<OperationalState> from, SliverEvent event, OperationalState next, SideEffect... effects) {
            for (OperationalState state : from) {
                Map<SliverEvent, Transition> row = Objects.requireNonNull(states.get(state), state.name()).transitions;
                if (!states.containsKey(next) || row.put(event, new Transition(next, Set.of(effects))) != null) {
                    throw new IllegalStateException(
                            "from " + state + " on " + event + ": there is a transition already, or no state " + next);
                }
            }
            return this;
        }

        Lifecycle build() {
            return new Lifecycle(this);
        }
    }
}
