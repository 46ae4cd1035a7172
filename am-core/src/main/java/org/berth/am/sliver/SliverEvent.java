// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** The events that change a provisioned sliver's operational state. */
public enum SliverEvent {
    START,
    STOP,
    RESTART,
    RELOAD,
    UPDATE_USERS,
    /** Shutdown of the whole slice. */
    SHUT_DOWN,
    /** A worker made it run, and ssh answers; execute commands are still to be run. */
    RUNS_WITH_COMMANDS_LEFT,
    /** A worker made it run, and ssh answers; accounts are still to be changed. */
    RUNS_WITH_USERS_LEFT,
    /** A worker made it run, and ssh answers. */
    RUNS,
    /** The last execute command ended. */
    COMMANDS_ENDED,
    /** A worker changed the accounts. */
    USERS_UPDATED,
    /** A worker stopped it. */
    STOPPED,
    /** A worker's step failed for good. */
    STEP_FAILED,
    /** The reconcile pass found the container exited that should run. */
    FOUND_STOPPED,
    /** The reconcile pass found that the host stopped the container, since its disk is full. */
    FOUND_FULL,
    /** The reconcile pass found the container running that should be stopped, or that had failed. */
    FOUND_RUNNING,
    /** The reconcile pass found no container where there was one. */
    FOUND_GONE;

    /** Returns whether the event reports a worker's success; the others are requests, failures, and observations. */
    boolean isSuccess() {
        return switch (this) {
            case START, STOP, RESTART, RELOAD, UPDATE_USERS, SHUT_DOWN -> false;
            case STEP_FAILED, FOUND_STOPPED, FOUND_FULL, FOUND_RUNNING, FOUND_GONE -> false;
            default -> true;
        };
    }
}
