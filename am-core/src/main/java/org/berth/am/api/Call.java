// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Caller;
import org.berth.am.auth.PresentedCredential;
import org.berth.rspec.Compression;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;

/** One call while it is carried out: its arguments by name, and what is learnt about it on the way. */
final class Call {
    /** Those that change something, in all versions. */
    private static final Set<String> CHANGING = Set.of(
            "Allocate",
            "CreateSliver",
            "Provision",
            "PerformOperationalAction",
            "Renew",
            "RenewSliver",
            "Delete",
            "DeleteSliver",
            "Shutdown");

    /** As each URN may come back in the answer, with an error. */
    private static final int MOST_URNS = 2000;

    private final AuditRecorder recorder = new AuditRecorder();
    private final List<AnswerMemory.Part> memory = new ArrayList<>();
    private Caller caller;
    private final Signature signature;
    private final List<@Nullable Object> parameters;
    private final AnswerBudget budget;
    private @Nullable Urn slice;

    private Call(Caller caller, Signature signature, List<@Nullable Object> parameters, AnswerBudget budget) {
        this.caller = caller;
        this.signature = signature;
        this.parameters = parameters;
        this.budget = budget;
    }

    /** @throws RpcFault if the method does not take that many parameters */
    static Call of(Caller caller, Method method, List<@Nullable Object> parameters, AnswerBudget budget)
            throws RpcFault {
        method.signature().requireCount(parameters.size());
        return new Call(caller, method.signature(), parameters, budget);
    }

    /** Returns the caller; from {@link Aggregate#admit} on with the user that they speak for. */
    Caller caller() {
        return caller;
    }

    /** Notes for whom the caller speaks. */
    void speaks(Caller speaker) {
        caller = speaker;
    }

    /** Sees what the call does. */
    AuditRecorder recorder() {
        return recorder;
    }

    /**
     * Reserves memory for sending the reply; to be done before the call changes anything.
     *
     * @param bytes an estimate
     * @throws AmException 14 if there is none in time
     */
    void reserveAnswer(long bytes) {
        if (!budget.reserve(bytes)) {
            throw new AmException(
                    GeniCode.BUSY,
                    "too many large answers wait for their clients to take them; take those of your other calls, or try"
                            + " again in a minute");
        }
    }

    /** Holds memory for the reply until that has been written. */
    void hold(AnswerMemory.Part part) {
        memory.add(part);
    }

    /** Gives back the memory that is held. */
    void giveBackMemory() {
        memory.forEach(AnswerMemory.Part::giveBack);
        memory.clear();
    }

    /** Returns the audit entry of the call, if it is one that changes something. */
    Optional<AuditEntry> auditEntry() {
        return CHANGING.contains(method())
                ? Optional.of(recorder.auditEntry(caller.principal().map(Caller.Principal::credential)))
                : Optional.empty();
    }

    /** Returns whether the method takes credentials: all that asks for a right does. */
    boolean hasCredentials() {
        return signature.parameters().contains("credentials");
    }

    /** The method's name on the wire. */
    String method() {
        return signature.name();
    }

    Value argument(String name) {
        int index = signature.parameters().indexOf(name);
        return new Value(name, index < parameters.size() ? parameters.get(index) : null);
    }

    Options options() {
        Value given = argument("options");
        return new Options(given.value() == null ? new Value("options", Map.of()) : given);
    }

    /** The credentials: structs, or bare XML as older clients send it. */
    List<PresentedCredential> credentials() {
        return argument("credentials").list().stream().map(Call::credential).toList();
    }

    private static PresentedCredential credential(Value given) {
        if (!given.isStruct()) {
            return new PresentedCredential("", "", given.text());
        }
        return new PresentedCredential(
                given.member("geni_type").map(Value::text).orElse(""),
                given.member("geni_version").map(Value::textOrNumber).orElse(""),
                given.required("geni_value").text());
    }

    /** The slice that the call is about. */
    Urn slice() {
        slice = argument("slice_urn").urn("slice");
        return slice;
    }

    /**
     * Returns the URNs that the call is about, without duplicates: either exactly one slice, or one or more slivers.
     *
     * @throws AmException 1 for anything else, and for more than 2,000 URNs, where duplicates count
     */
    List<Urn> urns() {
        List<Value> named = argument("urns").list();
        if (named.size() > MOST_URNS) {
            throw new AmException(
                    GeniCode.BADARGS,
                    "urns has " + named.size() + " URNs, at most " + MOST_URNS
                            + " are served in one call; name the slice"
                            + " for all of its slivers, or make several calls");
        }
        Set<Urn> urns = new LinkedHashSet<>();
        for (Value given : named) {
            Urn urn = given.urn();
            if (!urn.hasType("slice") && !urn.hasType("sliver")) {
                throw given.wrong("must be the URN of a slice or a sliver");
            }
            urns.add(urn);
        }
        long slices = urns.stream().filter(urn -> urn.hasType("slice")).count();
        if (urns.isEmpty() || slices > 1 || (slices == 1 && urns.size() > 1)) {
            throw new AmException(
                    GeniCode.BADARGS,
                    "urns must hold either one slice or slivers of one slice, not " + slices + " slices and "
                            + (urns.size() - slices) + " slivers");
        }
        return new ArrayList<>(urns);
    }

    /** Notes which slice the call is about, for the log. */
    void about(Urn known) {
        slice = known;
    }

    Optional<Urn> aboutSlice() {
        return Optional.ofNullable(slice);
    }

    /** The {@code value} of a failure. Old jFed inflates the one of ListResources even then. */
    Object emptyValue() {
        boolean inflated = method().equals("ListResources") && wantsCompression();
        return inflated ? Compression.EMPTY : signature.emptyValue();
    }

    private boolean wantsCompression() {
        try {
            return new Options(argument("options")).compressed();
        } catch (AmException e) {
            return false;
        }
    }
}
