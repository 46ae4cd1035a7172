// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.rspec.advertisement.OperationalStates;
import org.berth.rspec.advertisement.OperationalStates.Action;
import org.berth.rspec.advertisement.OperationalStates.State;
import org.berth.rspec.advertisement.OperationalStates.Wait;

/** The operational states as the advertisement describes them: read from the table that calls and workers obey. */
public final class AdvertisedStates {
    /** A sliver starts by itself. */
    public static final OperationalStates ALL = new OperationalStates(
            OperationalState.CONFIGURING.geniName(),
            Stream.of(OperationalState.values()).map(AdvertisedStates::state).toList());

    private AdvertisedStates() {}

    private static State state(OperationalState state) {
        List<Action> actions = new ArrayList<>();
        for (OperationalAction action : OperationalAction.values()) {
            next(state, action.event())
                    .ifPresent(next -> actions.add(new Action(action.geniName(), next, description(action))));
        }
        List<Wait> waits = new ArrayList<>();
        Stream.of(SliverEvent.values())
                .filter(SliverEvent::isSuccess)
                .flatMap(event -> next(state, event).stream())
                .distinct()
                .forEach(next -> waits.add(new Wait(true, next)));
        if (!waits.isEmpty()) {
            next(state, failure(state)).ifPresent(next -> waits.add(new Wait(false, next)));
        }
        return new State(state.geniName(), description(state), actions, waits);
    }

    private static Optional<String> next(OperationalState state, SliverEvent event) {
        return OperationalTransitions.from(state, event)
                .map(transition -> transition.next().geniName());
    }

    /** A container that runs is not broken by commands that fail, or by accounts that cannot be changed. */
    private static SliverEvent failure(OperationalState state) {
        return switch (state) {
            case READY_BUSY -> SliverEvent.COMMANDS_ENDED;
            case UPDATING_USERS -> SliverEvent.USERS_UPDATED;
            default -> SliverEvent.STEP_FAILED;
        };
    }

    private static String description(OperationalAction action) {
        return switch (action) {
            case START -> "Start the container; its disk is kept.";
            case STOP -> "Stop the container; its disk is kept.";
            case RESTART -> "Restart the container.";
            case RELOAD -> "Make the container anew from its image, at the same address.";
            case UPDATE_USERS -> "Give the users named exactly the keys listed.";
        };
    }

    private static String description(OperationalState state) {
        return switch (state) {
            case PENDING_ALLOCATION -> "Not provisioned.";
            case NOTREADY -> "Stopped.";
            case CONFIGURING -> "Becoming ready.";
            case STOPPING -> "Being stopped.";
            case READY -> "Users can log in.";
            case READY_BUSY -> "Users can log in; commands of the request still run.";
            case UPDATING_USERS -> "Users can log in; accounts are being changed.";
            case FAILED -> "Broken; the status says why.";
        };
    }
}
