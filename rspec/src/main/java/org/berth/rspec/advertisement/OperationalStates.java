package org.berth.rspec.advertisement;

import java.util.List;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Action;
import org.berth.rspec.v3.Description;
import org.berth.rspec.v3.Opstate;
import org.berth.rspec.v3.OpstateSliverType;
import org.berth.rspec.v3.State;
import org.berth.rspec.v3.Wait;

/**
 * The operational states of our slivers and what leads from one to another (AM API v3, operational states). A sliver
 * starts by itself: after Provision it is configuring.
 */
final class OperationalStates {
    private static final String PENDING = "geni_pending_allocation";
    private static final String NOT_READY = "geni_notready";
    private static final String CONFIGURING = "geni_configuring";
    private static final String STOPPING = "geni_stopping";
    private static final String READY = "geni_ready";
    private static final String READY_BUSY = "geni_ready_busy";
    private static final String UPDATING_USERS = "geni_updating_users";
    private static final String FAILED = "geni_failed";

    private static final Action START = action("geni_start", CONFIGURING, "Start the container; its disk is kept.");
    private static final Action STOP = action("geni_stop", STOPPING, "Stop the container; its disk is kept.");
    private static final Action RESTART = action("geni_restart", CONFIGURING, "Restart the container.");
    private static final Action RELOAD =
            action("geni_reload", CONFIGURING, "Make the container anew from its image, at the same address.");
    private static final Action UPDATE_USERS =
            action("geni_update_users", UPDATING_USERS, "Give the users named exactly the keys listed.");

    private static final List<State> STATES = List.of(
            state(PENDING, "Not provisioned."),
            state(NOT_READY, "Stopped.", START, RELOAD),
            state(CONFIGURING, "Becoming ready.", success(READY), failure(FAILED)),
            state(STOPPING, "Being stopped.", success(NOT_READY), failure(FAILED)),
            state(READY, "Users can log in.", STOP, RESTART, RELOAD, UPDATE_USERS),
            state(
                    READY_BUSY,
                    "Users can log in; commands of the request still run.",
                    STOP,
                    RESTART,
                    success(READY),
                    failure(READY)),
            state(UPDATING_USERS, "Accounts are being changed.", success(READY), failure(FAILED)),
            state(FAILED, "Broken; the status says why.", RESTART, RELOAD));

    private OperationalStates() {}

    static Opstate of(Urn aggregate, List<String> sliverTypes) {
        Stream<?> types = sliverTypes.stream().map(OpstateSliverType::new);
        return new Opstate(
                aggregate.toString(),
                CONFIGURING,
                Stream.concat(types, STATES.stream()).toList());
    }

    private static State state(String name, String description, Object... ways) {
        return new State(
                name,
                Stream.concat(Stream.of(ways), Stream.of(new Description(description)))
                        .toList());
    }

    private static Action action(String name, String next, String description) {
        return new Action(name, next, List.of(new Description(description)));
    }

    private static Wait success(String next) {
        return new Wait("geni_success", next);
    }

    private static Wait failure(String next) {
        return new Wait("geni_failure", next);
    }
}
