// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.Locale;
import java.util.Optional;
import org.berth.am.store.SliverRow;

/**
 * A worker's next step for a sliver: the difference between desired and observed state, in the order it must be made
 * up.
 */
public enum Step {
    CREATE,
    RESTART,
    START,
    STOP,
    UPDATE_USERS,
    /** Looks whether what failed has become well by itself. */
    RECOVER,
    REMOVE;

    /** The next step; empty when the sliver is as wanted. */
    public static Optional<Step> next(Sliver sliver) {
        if (sliver.isLostWithHost()) {
            return Optional.empty();
        }
        return switch (sliver.wanted()) {
            case RESERVED -> Optional.empty();
            case RUNNING -> nextOfRunning(sliver);
            case STOPPED -> sliver.operational() == OperationalState.STOPPING ? Optional.of(STOP) : Optional.empty();
            case ABSENT -> sliver.row().done().holdsSlot() ? Optional.of(REMOVE) : Optional.empty();
        };
    }

    /** Returns the lane whose threads carry it out. */
    public Lane lane() {
        return switch (this) {
            case STOP, REMOVE -> Lane.CLEAR;
            case CREATE -> Lane.MAKE;
            case RESTART, START, UPDATE_USERS, RECOVER -> Lane.CONTAINER;
        };
    }

    /** Its name in messages, e.g. {@code update users}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Returns whether the step is tried until it succeeds: there is no other way on, and somebody counts on it. */
    public boolean mustSucceed() {
        return this == STOP || this == REMOVE;
    }

    /** Returns whether the step starts what ran before, so that what fails now may succeed a little later. */
    public boolean startsAgain() {
        return this == START || this == RESTART;
    }

    /** Returns whether the container has the desired accounts once the step is done. */
    public boolean setsAccounts() {
        return this == CREATE || this == UPDATE_USERS;
    }

    private static Optional<Step> nextOfRunning(Sliver sliver) {
        SliverRow.Wish wish = sliver.row().wish();
        SliverRow.Done done = sliver.row().done();
        if (sliver.operational() == OperationalState.FAILED) {
            // Only where the container was found running: else nothing enqueues it.
            return done.generation() == wish.generation() ? Optional.of(RECOVER) : Optional.empty();
        }
        if (done.generation() < wish.generation()) {
            return Optional.of(CREATE);
        }
        if (done.restarts() < wish.restarts()) {
            return Optional.of(RESTART);
        }
        if (sliver.operational() == OperationalState.CONFIGURING) {
            return Optional.of(START);
        }
        return done.users() < wish.users() ? Optional.of(UPDATE_USERS) : Optional.empty();
    }
}
