// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Authority;
import org.berth.am.auth.Grant;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.credential.Operation;
import org.berth.am.slice.Described;
import org.berth.am.slice.Requester;
import org.berth.am.slice.Slices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.rspec.Compression;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;

/**
 * The aggregate behind all versions of the API: its use cases, and what is asked of a caller before one of them. A right
 * is checked before what exists: nobody learns from an error what is here.
 */
public final class Aggregate {
    /** A manifest takes at least this many times its length while it is made. */
    private static final int MAKING_PER_SENDING = 4;

    private final AmDescription description;
    private final Authority authority;
    private final Slices slices;
    private final InstantSource clock;
    private final LargeRequests large = new LargeRequests(Duration.ofSeconds(5));
    private final AnswerMemory memory = new AnswerMemory(Runtime.getRuntime().maxMemory() / 4, Duration.ofSeconds(10));

    public Aggregate(AmDescription description, Authority authority, Slices slices, InstantSource clock) {
        this.description = description;
        this.authority = authority;
        this.slices = slices;
        this.clock = clock;
    }

    AmDescription description() {
        return description;
    }

    Slices slices() {
        return slices;
    }

    /** The use cases for a call that changes something: the call has seen afterwards what. */
    Slices slices(Call call) {
        return new AuditedSlices(slices, call.recorder(), call::reserveAnswer);
    }

    /**
     * Finds out who calls, and for whom; to be done before anything else in every call. GetVersion and whatever else
     * takes no credentials gives no right, so nobody is spoken for there.
     *
     * @throws AmException 3 if the caller's certificate is not accepted any more, or they may not speak for that user; 13 if
     *     nobody may speak for others here
     */
    void admit(Call call) {
        authority.admit(call.caller());
        Optional<Urn> user = call.hasCredentials() ? call.options().speakingFor() : Optional.empty();
        if (user.isEmpty()) {
            return;
        }
        if (!description.speaksFor()) {
            throw new AmException(
                    GeniCode.UNSUPPORTED,
                    "options.geni_speaking_for is not supported here: call with the user's own certificate");
        }
        call.speaks(authority.speakingFor(call.caller(), user.get(), call.credentials()));
    }

    /** ListResources: the advertisement, for whoever has a valid credential. */
    String advertisement(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        boolean available = options.available();
        boolean compressed = options.compressed();
        authority.requireAnyValid(call.caller(), call.credentials());
        return rspec(slices.advertisement(available), compressed);
    }

    /**
     * The caller's right to an operation on what {@code urns} names.
     *
     * @param bestEffort whether slivers that are unknown are left to the use case, as long as one is known
     */
    Right rightToUrns(Call call, Operation operation, boolean bestEffort) {
        List<Urn> urns = call.urns();
        Urn first = urns.get(0);
        if (first.hasType("slice")) {
            return right(call, first, List.of(), operation);
        }
        // Which slice a sliver is of is told to nobody without a credential.
        authority.requireAnyValid(call.caller(), call.credentials());
        return right(call, slices.sliceOf(urns, bestEffort), urns, operation);
    }

    /** The caller's right to an operation on the whole slice that {@code slice_urn} names. */
    Right rightToSlice(Call call, Operation operation) {
        return rightToSlice(call, call.slice(), operation);
    }

    /** The caller's right to an operation on a whole slice. */
    Right rightToSlice(Call call, Urn slice, Operation operation) {
        return right(call, slice, List.of(), operation);
    }

    private Right right(Call call, Urn slice, List<Urn> slivers, Operation operation) {
        List<PresentedCredential> credentials = call.credentials();
        call.about(slice);
        Grant grant = authority.authorize(call.caller(), credentials, slice, operation);
        slices.requireAnchor(grant.slice(), grant.anchor());
        call.recorder().right(grant.credential());
        Target target = new Target(grant.slice(), slivers, Optional.of(grant.anchor()));
        return new Right(target, new Requester(Optional.of(call.caller().user()), grant.until()), slice);
    }

    /**
     * Waits until there is memory for making and sending a manifest of the target, with these users added, and the structs of
     * its slivers; the call holds it. One that holds it must not wait for more: others wait in the other order.
     */
    void awaitMemory(Call call, Target target, List<User> users) {
        awaitMemory(call, slices.manifestBytes(target, users), AuditedSlices.bytes(target, slices.asTheyAre(target)));
    }

    private void awaitMemory(Call call, long manifest, long slivers) {
        call.reserveAnswer(manifest / MAKING_PER_SENDING + slivers);
        call.hold(memory.take(call.caller().urn().key(), manifest));
    }

    /**
     * Has slivers made of the request in {@code rspec}, which may be compressed.
     *
     * @param users of each sliver
     */
    Described reserve(Call call, List<User> users, Reservation reservation) {
        Options options = call.options();
        options.requireStartBy(clock.instant());
        Optional<Instant> end = options.end();
        Urn slice = call.slice();
        String rspec = call.argument("rspec").text();
        Right right = rightToSlice(call, slice, Operation.CREATE_SLIVER);
        // Whoever waits for memory has no turn meanwhile, and does not store a request that may be large when
        // decompressed.
        awaitMemory(call, inTurn(call, rspec, request -> slices.manifestBytes(request, users)), 0);
        return inTurn(call, rspec, request -> reservation.make(right.target(), right.requester(), request, end));
    }

    private <T> T inTurn(Call call, String rspec, Function<String, T> use) {
        boolean compressed = isCompressed(rspec);
        return large.inTurn(
                call.caller().urn().key(), rspec, compressed, () -> use.apply(compressed ? decompress(rspec) : rspec));
    }

    /** The use case that makes slivers. */
    interface Reservation {
        Described make(Target slice, Requester requester, String request, Optional<Instant> end);
    }

    /** Shutdown: true. */
    Object shutdown(Call call) {
        call.options();
        Right right = rightToSlice(call, Operation.SHUTDOWN);
        slices(call).shutdown(right.target());
        return true;
    }

    /** An RSpec as the client wants it. */
    static String rspec(String xml, boolean compressed) {
        return compressed ? Compression.compress(xml) : xml;
    }

    private static boolean isCompressed(String text) {
        String start = text.stripLeading();
        return !start.isEmpty() && !start.startsWith("<") && !start.startsWith("\ufeff");
    }

    private static String decompress(String text) {
        try {
            return Compression.decompress(text);
        } catch (RspecException e) {
            throw new AmException(GeniCode.BADARGS, "rspec is neither XML nor compressed XML: " + e.getMessage(), e);
        }
    }
}
