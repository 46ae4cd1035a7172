// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.berth.am.sliver.OperationalState.CONFIGURING;
import static org.berth.am.sliver.OperationalState.FAILED;
import static org.berth.am.sliver.OperationalState.NOTREADY;
import static org.berth.am.sliver.OperationalState.READY;
import static org.berth.am.sliver.OperationalState.READY_BUSY;
import static org.berth.am.sliver.OperationalState.STOPPING;
import static org.berth.am.sliver.OperationalState.UPDATING_USERS;
import static org.berth.am.sliver.SideEffect.CLEAR_ERROR;
import static org.berth.am.sliver.SideEffect.COUNT_RESTART;
import static org.berth.am.sliver.SideEffect.COUNT_USERS_CHANGE;
import static org.berth.am.sliver.SideEffect.ENQUEUE_WORK;
import static org.berth.am.sliver.SideEffect.NEW_GENERATION;
import static org.berth.am.sliver.SideEffect.RUN_COMMANDS;
import static org.berth.am.sliver.SideEffect.WANT_RUNNING;
import static org.berth.am.sliver.SideEffect.WANT_STOPPED;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of allowed transitions of provisioned slivers (AM API v3, operational states and actions). What is not in it
 * is refused, or, when it comes from a worker or the reconcile pass, is out of date and changes nothing.
 */
final class OperationalTransitions {
    private static final Map<OperationalState, Map<SliverEvent, Transition>> TABLE =
            new EnumMap<>(OperationalState.class);

    static {
        on(NOTREADY, SliverEvent.START, CONFIGURING, WANT_RUNNING, CLEAR_ERROR, ENQUEUE_WORK);
        on(NOTREADY, SliverEvent.FOUND_RUNNING, STOPPING, ENQUEUE_WORK);
        // geni_start on what starts or runs already is a success without effect: jFed always sends it.
        on(CONFIGURING, SliverEvent.START, CONFIGURING);
        on(READY, SliverEvent.START, READY);
        on(READY_BUSY, SliverEvent.START, READY_BUSY);
        on(UPDATING_USERS, SliverEvent.START, UPDATING_USERS);

        on(CONFIGURING, SliverEvent.RUNS, READY, CLEAR_ERROR);
        // Keeps the error that says why they were not changed before.
        on(CONFIGURING, SliverEvent.RUNS_WITH_USERS_LEFT, UPDATING_USERS);
        on(CONFIGURING, SliverEvent.RUNS_WITH_COMMANDS_LEFT, READY_BUSY, CLEAR_ERROR, RUN_COMMANDS);
        on(READY_BUSY, SliverEvent.COMMANDS_ENDED, READY);

        on(READY, SliverEvent.UPDATE_USERS, UPDATING_USERS, COUNT_USERS_CHANGE, ENQUEUE_WORK);
        on(UPDATING_USERS, SliverEvent.UPDATE_USERS, UPDATING_USERS, COUNT_USERS_CHANGE, ENQUEUE_WORK);
        on(UPDATING_USERS, SliverEvent.USERS_UPDATED, READY, CLEAR_ERROR);
        // A command that never ends, a server say, must not keep its owner from adding a colleague.
        on(READY_BUSY, SliverEvent.UPDATE_USERS, READY_BUSY, COUNT_USERS_CHANGE, ENQUEUE_WORK);

        on(STOPPING, SliverEvent.STOPPED, NOTREADY);
        on(STOPPING, SliverEvent.STOP, STOPPING, ENQUEUE_WORK);
        on(NOTREADY, SliverEvent.STOP, NOTREADY);

        // Accounts that wait for a container to run, or for its programs, must not keep its owner from acting.
        for (OperationalState running : Set.of(READY, READY_BUSY, UPDATING_USERS)) {
            on(running, SliverEvent.STOP, STOPPING, WANT_STOPPED, ENQUEUE_WORK);
            on(running, SliverEvent.RESTART, CONFIGURING, COUNT_RESTART, CLEAR_ERROR, ENQUEUE_WORK);
        }
        on(FAILED, SliverEvent.RESTART, CONFIGURING, WANT_RUNNING, COUNT_RESTART, ENQUEUE_WORK);
        for (OperationalState known : Set.of(READY, READY_BUSY, UPDATING_USERS, NOTREADY, FAILED)) {
            on(known, SliverEvent.RELOAD, CONFIGURING, WANT_RUNNING, NEW_GENERATION, CLEAR_ERROR, ENQUEUE_WORK);
        }

        for (OperationalState active : Set.of(CONFIGURING, READY, READY_BUSY, UPDATING_USERS)) {
            on(active, SliverEvent.STEP_FAILED, FAILED);
            on(active, SliverEvent.FOUND_STOPPED, CONFIGURING, ENQUEUE_WORK);
            on(active, SliverEvent.FOUND_FULL, NOTREADY, WANT_STOPPED);
            on(active, SliverEvent.FOUND_GONE, FAILED);
            on(active, SliverEvent.SHUT_DOWN, STOPPING, WANT_STOPPED, ENQUEUE_WORK);
        }
        // What recovers by itself is well again: it is looked at where it is found running.
        on(FAILED, SliverEvent.FOUND_RUNNING, FAILED, ENQUEUE_WORK);
        on(FAILED, SliverEvent.RUNS, READY, CLEAR_ERROR);
        on(FAILED, SliverEvent.RUNS_WITH_USERS_LEFT, UPDATING_USERS);
        on(FAILED, SliverEvent.RUNS_WITH_COMMANDS_LEFT, READY_BUSY, CLEAR_ERROR, RUN_COMMANDS);

        on(STOPPING, SliverEvent.STEP_FAILED, FAILED);
        on(STOPPING, SliverEvent.FOUND_GONE, FAILED);
        on(NOTREADY, SliverEvent.FOUND_GONE, FAILED);
        on(STOPPING, SliverEvent.SHUT_DOWN, STOPPING, ENQUEUE_WORK);
        // A container that came up after the stop: it is stopped again.
        on(STOPPING, SliverEvent.FOUND_RUNNING, STOPPING, ENQUEUE_WORK);
        on(NOTREADY, SliverEvent.SHUT_DOWN, NOTREADY);
        on(FAILED, SliverEvent.SHUT_DOWN, STOPPING, WANT_STOPPED, ENQUEUE_WORK);
    }

    private OperationalTransitions() {}

    /** Where the event leads from a state, if it is allowed there. */
    static Optional<Transition> from(OperationalState state, SliverEvent event) {
        return Optional.ofNullable(TABLE.getOrDefault(state, Map.of()).get(event));
    }

    private static void on(OperationalState state, SliverEvent event, OperationalState next, SideEffect... effects) {
        Map<SliverEvent, Transition> row = TABLE.computeIfAbsent(state, s -> new EnumMap<>(SliverEvent.class));
        if (row.put(event, new Transition(next, Set.of(effects))) != null) {
            throw new IllegalStateException("two transitions from " + state + " on " + event);
        }
    }
}
