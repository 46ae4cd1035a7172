// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.api.Envelope.Answer;
import org.berth.am.auth.Caller;
import org.berth.am.auth.credential.Operation;
import org.berth.am.slice.Described;
import org.berth.am.slice.Slices;
import org.berth.am.slice.User;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;

/** AM API v2: all of a slice at once, without allocation states; on the same use cases as v3. */
public final class AmApiV2 implements AmApi {
    private final Aggregate aggregate;
    private final Slices slices;

    public AmApiV2(Aggregate aggregate) {
        this.aggregate = aggregate;
        this.slices = aggregate.slices();
    }

    @Override
    public Reply call(Caller caller, String name, List<@Nullable Object> parameters, AnswerBudget budget)
            throws RpcFault {
        Optional<OtherMethod> other = OtherMethod.named(name);
        if (other.isPresent()) {
            return Envelope.refusal(
                    2,
                    aggregate,
                    Call.of(caller, other.get(), parameters, budget),
                    other.get().refusal());
        }
        V2Method method = Method.named(V2Method.values(), name);
        Call call = Call.of(caller, method, parameters, budget);
        return Envelope.answer(2, aggregate, call, () -> answer(method, call));
    }

    private Answer answer(V2Method method, Call call) {
        return switch (method) {
            case GET_VERSION -> Answer.of(aggregate.description().v2());
            case LIST_RESOURCES -> Answer.of(listResources(call));
            case CREATE_SLIVER -> Answer.of(createSliver(call));
            case SLIVER_STATUS -> Answer.of(sliverStatus(call));
            case RENEW_SLIVER -> renewSliver(call);
            case DELETE_SLIVER -> Answer.of(deleteSliver(call));
            case SHUTDOWN -> Answer.of(aggregate.shutdown(call));
        };
    }

    private Object listResources(Call call) {
        Optional<Urn> slice = call.options().slice();
        return slice.isPresent() ? manifest(call, slice.get()) : aggregate.advertisement(call);
    }

    private Object manifest(Call call, Urn slice) {
        Options options = call.options();
        options.requireRspecVersion();
        boolean compressed = options.compressed();
        Right right = aggregate.rightToSlice(call, slice, Operation.GET_SLICE_RESOURCES);
        aggregate.awaitMemory(call, right.target(), List.of());
        Described described = slices.describe(right.target());
        if (described.slivers().isEmpty()) {
            throw new AmException(GeniCode.SEARCHFAILED, "slice " + slice + " has no slivers here");
        }
        return Aggregate.rspec(described.manifest(), compressed);
    }

    private Object createSliver(Call call) {
        List<User> users = GeniUsers.decode(call.argument("users"));
        return aggregate
                .reserve(
                        call,
                        users,
                        (slice, requester, request, end) ->
                                aggregate.slices(call).create(slice, requester, request, end, users))
                .manifest();
    }

    private Object sliverStatus(Call call) {
        call.options();
        Right right = aggregate.rightToSlice(call, Operation.GET_SLICE_RESOURCES);
        List<SliverStatus> slivers = slices.status(right.target());
        boolean shutDown = slices.isShutDown(right.target().slice());
        return new SliceStatus(right.target().slice(), slivers, shutDown)
                .encoded(aggregate.description().urn());
    }

    /** With the time that the slice really has in the output: with {@code geni_extend_alap}, omni reads it from there. */
    private Answer renewSliver(Call call) {
        Options options = call.options();
        Instant expires = call.argument("expiration_time").time();
        boolean asLateAsPossible = options.asLateAsPossible();
        Right right = aggregate.rightToSlice(call, Operation.RENEW_SLIVER);
        List<SliverStatus> renewed =
                aggregate.slices(call).renew(right.target(), right.requester(), expires, asLateAsPossible, false);
        return new Answer(true, GeniTime.format(SliceStatus.expires(renewed)));
    }

    private Object deleteSliver(Call call) {
        call.options();
        Right right = aggregate.rightToSlice(call, Operation.DELETE_SLICE);
        aggregate.slices(call).delete(right.target(), false);
        return true;
    }
}
