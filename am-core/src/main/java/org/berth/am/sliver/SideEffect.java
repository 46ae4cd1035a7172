// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

/** The side effects of a transition on a sliver's row, in the same transaction. */
public enum SideEffect {
    WANT_RUNNING,
    WANT_STOPPED,
    /** The next container is a fresh one. */
    NEW_GENERATION,
    COUNT_RESTART,
    COUNT_USERS_CHANGE,
    /** Its owner acts on it: all conditions end but the removal of its host. */
    CLEAR_CONDITIONS,
    /** It runs as desired: the conditions end that this disproves. */
    CLEAR_FAILURES,
    ENQUEUE_WORK,
    /** Have the execute commands that are left run beside the work. */
    RUN_COMMANDS
}
