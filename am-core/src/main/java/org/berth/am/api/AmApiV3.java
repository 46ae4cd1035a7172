// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.api.Envelope.Answer;
import org.berth.am.auth.Caller;
import org.berth.am.auth.credential.Operation;
import org.berth.am.slice.Described;
import org.berth.am.slice.Slices;
import org.berth.am.slice.User;
import org.berth.am.sliver.OperationalAction;
import org.jspecify.annotations.Nullable;

/** AM API v3: slivers, each with states of its own. */
public final class AmApiV3 implements AmApi {
    private final Aggregate aggregate;
    private final Slices slices;

    public AmApiV3(Aggregate aggregate) {
        this.aggregate = aggregate;
        this.slices = aggregate.slices();
    }

    @Override
    public Reply call(Caller caller, String name, List<@Nullable Object> parameters, AnswerBudget budget)
            throws RpcFault {
        Optional<OtherMethod> other = OtherMethod.named(name);
        if (other.isPresent()) {
            return Envelope.refusal(
                    3,
                    aggregate,
                    Call.of(caller, other.get(), parameters, budget),
                    other.get().refusal());
        }
        V3Method method = Method.named(V3Method.values(), name);
        Call call = Call.of(caller, method, parameters, budget);
        return Envelope.answer(3, aggregate, call, () -> Answer.of(value(method, call)));
    }

    private Object value(V3Method method, Call call) {
        return switch (method) {
            case GET_VERSION -> aggregate.description().v3();
            case LIST_RESOURCES -> listResources(call);
            case DESCRIBE -> describe(call);
            case ALLOCATE -> allocate(call);
            case PROVISION -> provision(call);
            case STATUS -> status(call);
            case PERFORM_OPERATIONAL_ACTION -> perform(call);
            case RENEW -> renew(call);
            case DELETE -> delete(call);
            case SHUTDOWN -> aggregate.shutdown(call);
        };
    }

    private Object listResources(Call call) {
        call.options().refuseSlice();
        return aggregate.advertisement(call);
    }

    private Object describe(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        boolean compressed = options.compressed();
        Right right = aggregate.rightToUrns(call, Operation.GET_SLICE_RESOURCES, false);
        aggregate.awaitMemory(call, right.target(), List.of());
        Described described = slices.describe(right.target());
        String manifest = Aggregate.rspec(described.manifest(), compressed);
        return Encoding.described(right.shown(), manifest, described.slivers());
    }

    private Object allocate(Call call) {
        Described made = aggregate.reserve(call, List.of(), aggregate.slices(call)::allocate);
        return Encoding.described(call.slice(), made.manifest(), made.slivers());
    }

    private Object provision(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        List<User> users = options.users().orElse(List.of());
        Optional<Instant> end = options.end();
        boolean bestEffort = options.bestEffort();
        Right right = aggregate.rightToUrns(call, Operation.CREATE_SLIVER, bestEffort);
        aggregate.awaitMemory(call, right.target(), users);
        Described made = aggregate.slices(call).provision(right.target(), right.requester(), end, users, bestEffort);
        return Encoding.described(right.shown(), made.manifest(), made.slivers());
    }

    private Object status(Call call) {
        boolean bestEffort = call.options().bestEffort();
        Right right = aggregate.rightToUrns(call, Operation.GET_SLICE_RESOURCES, bestEffort);
        return Encoding.status(right.shown(), slices.status(right.target(), bestEffort));
    }

    private Object perform(Call call) {
        Options options = call.options();
        OperationalAction action = action(call.argument("action").text());
        List<User> users = action == OperationalAction.UPDATE_USERS
                ? options.users()
                        .orElseThrow(() -> new AmException(
                                GeniCode.BADARGS,
                                "geni_update_users needs options.geni_users: the users and their keys"))
                : List.of();
        boolean bestEffort = options.bestEffort();
        Right right = aggregate.rightToUrns(call, Operation.CREATE_SLIVER, bestEffort);
        return Encoding.slivers(aggregate.slices(call).perform(right.target(), action, users, bestEffort));
    }

    private Object renew(Call call) {
        Options options = call.options();
        Instant expires = call.argument("expiration_time").time();
        boolean asLateAsPossible = options.asLateAsPossible();
        boolean bestEffort = options.bestEffort();
        Right right = aggregate.rightToUrns(call, Operation.RENEW_SLIVER, bestEffort);
        return Encoding.slivers(
                aggregate.slices(call).renew(right.target(), right.requester(), expires, asLateAsPossible, bestEffort));
    }

    private Object delete(Call call) {
        boolean bestEffort = call.options().bestEffort();
        Right right = aggregate.rightToUrns(call, Operation.DELETE_SLICE, bestEffort);
        return Encoding.slivers(aggregate.slices(call).delete(right.target(), bestEffort));
    }

    private static OperationalAction action(String name) {
        return OperationalAction.named(name)
                .orElseThrow(() -> new AmException(
                        GeniCode.UNSUPPORTED,
                        "there is no action '" + name + "' here; there are "
                                + Stream.of(OperationalAction.values())
                                        .map(OperationalAction::geniName)
                                        .collect(Collectors.joining(", "))));
    }
}
