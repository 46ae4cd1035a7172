// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import static org.berth.am.sliver.OperationalState.CONFIGURING;
import static org.berth.am.sliver.OperationalState.FAILED;
import static org.berth.am.sliver.OperationalState.NOTREADY;
import static org.berth.am.sliver.OperationalState.PENDING_ALLOCATION;
import static org.berth.am.sliver.OperationalState.READY;
import static org.berth.am.sliver.OperationalState.READY_BUSY;
import static org.berth.am.sliver.OperationalState.STOPPING;
import static org.berth.am.sliver.OperationalState.UPDATING_USERS;
import static org.berth.am.sliver.SideEffect.CLEAR_CONDITIONS;
import static org.berth.am.sliver.SideEffect.CLEAR_FAILURES;
import static org.berth.am.sliver.SideEffect.COUNT_RESTART;
import static org.berth.am.sliver.SideEffect.COUNT_USERS_CHANGE;
import static org.berth.am.sliver.SideEffect.ENQUEUE_WORK;
import static org.berth.am.sliver.SideEffect.NEW_GENERATION;
import static org.berth.am.sliver.SideEffect.RUN_COMMANDS;
import static org.berth.am.sliver.SideEffect.WANT_RUNNING;
import static org.berth.am.sliver.SideEffect.WANT_STOPPED;

import java.util.List;

/** The lifecycle of containers. */
public final class ContainerLifecycle {
    private static final List<OperationalState> RUNNING = List.of(READY, READY_BUSY, UPDATING_USERS);
    private static final List<OperationalState> ACTIVE = List.of(CONFIGURING, READY, READY_BUSY, UPDATING_USERS);
    private static final List<OperationalState> RELOADABLE =
            List.of(READY, READY_BUSY, UPDATING_USERS, NOTREADY, FAILED);

    /** The table. A sliver starts by itself. */
    public static final Lifecycle LIFECYCLE = Lifecycle.startingIn(CONFIGURING)
            // State, AM API v2's word (it knows neither slivers that are only allocated nor stopped ones), description.
            .state(PENDING_ALLOCATION, "unknown", "Not provisioned.")
            .state(NOTREADY, "unknown", "Stopped.")
            .state(CONFIGURING, "configuring", "Becoming ready.")
            .state(STOPPING, "configuring", "Being stopped.")
            .state(READY, "ready", "Users can log in.")
            // v2's ready is v3's geni_ready, which comes when the request's own commands have ended. A container that
            // runs is
            // not broken by commands that fail, or by accounts that cannot be changed.
            .state(
                    READY_BUSY,
                    "configuring",
                    "Users can log in; commands of the request still run.",
                    SliverEvent.COMMANDS_ENDED)
            .state(UPDATING_USERS, "ready", "Users can log in; accounts are being changed.", SliverEvent.USERS_UPDATED)
            .state(FAILED, "failed", "Broken; the status says why.")
            .action(OperationalAction.START, "Start the container; its disk is kept.")
            .action(OperationalAction.STOP, "Stop the container; its disk is kept.")
            .action(OperationalAction.RESTART, "Restart the container.")
            .action(OperationalAction.RELOAD, "Make the container anew from its image, at the same address.")
            .action(OperationalAction.UPDATE_USERS, "Give the users named exactly the keys listed.")
            // Start. On what starts or runs already it is a success without effect: jFed always sends it.
            .on(NOTREADY, SliverEvent.START, CONFIGURING, WANT_RUNNING, CLEAR_CONDITIONS, ENQUEUE_WORK)
            .on(CONFIGURING, SliverEvent.START, CONFIGURING)
            .on(READY, SliverEvent.START, READY)
            .on(READY_BUSY, SliverEvent.START, READY_BUSY)
            .on(UPDATING_USERS, SliverEvent.START, UPDATING_USERS)
            .on(CONFIGURING, SliverEvent.RUNS, READY, CLEAR_FAILURES)
            // Keeps the condition that says why they were not changed before.
            .on(CONFIGURING, SliverEvent.RUNS_WITH_USERS_LEFT, UPDATING_USERS)
            .on(CONFIGURING, SliverEvent.RUNS_WITH_COMMANDS_LEFT, READY_BUSY, CLEAR_FAILURES, RUN_COMMANDS)
            .on(READY_BUSY, SliverEvent.COMMANDS_ENDED, READY)
            // Accounts. A command that never ends, a server say, must not keep its owner from adding a colleague.
            .on(READY, SliverEvent.UPDATE_USERS, UPDATING_USERS, COUNT_USERS_CHANGE, ENQUEUE_WORK)
            .on(UPDATING_USERS, SliverEvent.UPDATE_USERS, UPDATING_USERS, COUNT_USERS_CHANGE, ENQUEUE_WORK)
            .on(READY_BUSY, SliverEvent.UPDATE_USERS, READY_BUSY, COUNT_USERS_CHANGE, ENQUEUE_WORK)
            .on(UPDATING_USERS, SliverEvent.USERS_UPDATED, READY, CLEAR_FAILURES)
            // Stop. Accounts that wait for a container to run, or for its programs, must not keep its owner from
            // acting.
            .on(RUNNING, SliverEvent.STOP, STOPPING, WANT_STOPPED, ENQUEUE_WORK)
            .on(STOPPING, SliverEvent.STOP, STOPPING, ENQUEUE_WORK)
            .on(NOTREADY, SliverEvent.STOP, NOTREADY)
            .on(STOPPING, SliverEvent.STOPPED, NOTREADY)
            // Restart and reload.
            .on(RUNNING, SliverEvent.RESTART, CONFIGURING, COUNT_RESTART, CLEAR_CONDITIONS, ENQUEUE_WORK)
            .on(FAILED, SliverEvent.RESTART, CONFIGURING, WANT_RUNNING, COUNT_RESTART, CLEAR_CONDITIONS, ENQUEUE_WORK)
            .on(
                    RELOADABLE,
                    SliverEvent.RELOAD,
                    CONFIGURING,
                    WANT_RUNNING,
                    NEW_GENERATION,
                    CLEAR_CONDITIONS,
                    ENQUEUE_WORK)
            // Shutdown.
            .on(ACTIVE, SliverEvent.SHUT_DOWN, STOPPING, WANT_STOPPED, ENQUEUE_WORK)
            .on(FAILED, SliverEvent.SHUT_DOWN, STOPPING, WANT_STOPPED, ENQUEUE_WORK)
            .on(STOPPING, SliverEvent.SHUT_DOWN, STOPPING, ENQUEUE_WORK)
            .on(NOTREADY, SliverEvent.SHUT_DOWN, NOTREADY)
            // Failure.
            .on(ACTIVE, SliverEvent.STEP_FAILED, FAILED)
            .on(STOPPING, SliverEvent.STEP_FAILED, FAILED)
            // What the reconciliation finds.
            .on(ACTIVE, SliverEvent.FOUND_STOPPED, CONFIGURING, ENQUEUE_WORK)
            .on(ACTIVE, SliverEvent.FOUND_FULL, NOTREADY, WANT_STOPPED)
            .on(ACTIVE, SliverEvent.FOUND_GONE, FAILED)
            .on(STOPPING, SliverEvent.FOUND_GONE, FAILED)
            .on(NOTREADY, SliverEvent.FOUND_GONE, FAILED)
            // A container that came up after the stop: it is stopped again.
            .on(NOTREADY, SliverEvent.FOUND_RUNNING, STOPPING, ENQUEUE_WORK)
            .on(STOPPING, SliverEvent.FOUND_RUNNING, STOPPING, ENQUEUE_WORK)
            // Recovery. A failed container that is found running is looked at: ready again if ssh answers.
            .on(FAILED, SliverEvent.FOUND_RUNNING, FAILED, ENQUEUE_WORK)
            .on(FAILED, SliverEvent.RUNS, READY, CLEAR_FAILURES)
            .on(FAILED, SliverEvent.RUNS_WITH_USERS_LEFT, UPDATING_USERS)
            .on(FAILED, SliverEvent.RUNS_WITH_COMMANDS_LEFT, READY_BUSY, CLEAR_FAILURES, RUN_COMMANDS)
            .build();

    private ContainerLifecycle() {}
}
