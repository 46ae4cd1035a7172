package org.berth.am.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Authority;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Grant;
import org.berth.am.auth.Operation;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.slice.Described;
import org.berth.am.slice.OperationalAction;
import org.berth.am.slice.Slices;
import org.berth.am.slice.Target;
import org.berth.am.slice.User;
import org.berth.rspec.Compression;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AM API v3. Each method reads its arguments, has the caller's right checked, and only then asks what exists: nobody
 * learns from an error what is here.
 */
public final class AmApiV3 implements AmApi {
    static final String AM_TYPE = "berth";

    private static final Logger log = LoggerFactory.getLogger(AmApiV3.class);

    private final AmDescription description;
    private final Authority authority;
    private final Slices slices;
    private final InstantSource clock;
    private final LargeRequests large = new LargeRequests(Duration.ofSeconds(5));

    public AmApiV3(AmDescription description, Authority authority, Slices slices, InstantSource clock) {
        this.description = description;
        this.authority = authority;
        this.slices = slices;
        this.clock = clock;
    }

    @Override
    public Reply call(Caller caller, String name, List<@Nullable Object> parameters) throws RpcFault {
        V3Method method = V3Method.named(name).orElseThrow(() -> RpcFault.unknownMethod(name));
        method.requireCount(parameters.size());
        Call call = new Call(caller, method, parameters);
        try {
            return reply(call, GeniCode.SUCCESS, answer(call), "");
        } catch (AmException e) {
            return reply(call, e.code(), call.emptyValue(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            log.error("incident={} method={} failed", incident, name, e);
            return reply(call, GeniCode.SERVERERROR, call.emptyValue(), "internal error, incident " + incident);
        }
    }

    private Object answer(Call call) {
        return switch (call.method()) {
            case GET_VERSION -> description.v3();
            case LIST_RESOURCES -> listResources(call);
            case DESCRIBE -> describe(call);
            case ALLOCATE -> allocate(call);
            case PROVISION -> provision(call);
            case STATUS -> status(call);
            case PERFORM_OPERATIONAL_ACTION -> perform(call);
            case RENEW -> renew(call);
            case DELETE -> delete(call);
            case SHUTDOWN -> shutdown(call);
            case UPDATE, CANCEL ->
                throw new AmException(
                        GeniCode.UNSUPPORTED,
                        "Update and Cancel are not part of AM API v3; allocate and delete instead");
        };
    }

    private Object listResources(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        options.refuseSlice();
        boolean available = options.available();
        boolean compressed = options.compressed();
        authority.requireAnyValid(call.caller(), call.credentials());
        return rspec(slices.advertisement(available), compressed);
    }

    private Object describe(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        boolean compressed = options.compressed();
        Right right = right(call, Operation.GET_SLICE_RESOURCES);
        Described described = slices.describe(right.target());
        return Encoding.described(right.shown(), rspec(described.manifest(), compressed), described.slivers());
    }

    private Object allocate(Call call) {
        Options options = call.options();
        options.requireStartBy(clock.instant());
        Optional<Instant> end = options.end();
        Urn slice = call.slice();
        String rspec = call.argument("rspec").text();
        Grant grant = authority.authorize(call.caller(), call.credentials(), slice, Operation.CREATE_SLIVER);
        boolean compressed = isCompressed(rspec);
        Described made = large.inTurn(
                rspec,
                compressed,
                () -> slices.allocate(grant.slice(), grant.until(), compressed ? decompress(rspec) : rspec, end));
        return Encoding.described(slice, made.manifest(), made.slivers());
    }

    private Object provision(Call call) {
        Options options = call.options();
        options.requireRspecVersion();
        List<User> users = options.users().orElse(List.of());
        Optional<Instant> end = options.end();
        boolean bestEffort = options.bestEffort();
        Right right = right(call, Operation.CREATE_SLIVER);
        Described made = slices.provision(right.target(), right.until(), end, users, bestEffort);
        return Encoding.described(right.shown(), made.manifest(), made.slivers());
    }

    private Object status(Call call) {
        call.options();
        Right right = right(call, Operation.GET_SLICE_RESOURCES);
        return Encoding.status(right.shown(), slices.status(right.target()));
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
        Right right = right(call, Operation.CREATE_SLIVER);
        return Encoding.slivers(slices.perform(right.target(), action, users, bestEffort));
    }

    private Object renew(Call call) {
        Options options = call.options();
        Instant expires = call.argument("expiration_time").time();
        boolean asLateAsPossible = options.asLateAsPossible();
        boolean bestEffort = options.bestEffort();
        Right right = right(call, Operation.RENEW_SLIVER);
        return Encoding.slivers(slices.renew(right.target(), right.until(), expires, asLateAsPossible, bestEffort));
    }

    private Object delete(Call call) {
        boolean bestEffort = call.options().bestEffort();
        Right right = right(call, Operation.DELETE_SLICE);
        return Encoding.slivers(slices.delete(right.target(), bestEffort));
    }

    private Object shutdown(Call call) {
        call.options();
        Grant grant = authority.authorize(call.caller(), call.credentials(), call.slice(), Operation.SHUTDOWN);
        slices.shutdown(grant.slice());
        return true;
    }

    /** The caller's right to an operation on what {@code urns} names. */
    private Right right(Call call, Operation operation) {
        List<Urn> urns = call.urns();
        List<PresentedCredential> credentials = call.credentials();
        Urn first = urns.get(0);
        if (first.hasType("slice")) {
            call.about(first);
            Grant grant = authority.authorize(call.caller(), credentials, first, operation);
            return new Right(Target.wholeSlice(grant.slice()), grant.until(), first);
        }
        // Which slice a sliver is of is told to nobody without a credential.
        authority.requireAnyValid(call.caller(), credentials);
        Urn slice = slices.sliceOf(urns);
        call.about(slice);
        Grant grant = authority.authorize(call.caller(), credentials, slice, operation);
        return new Right(new Target(grant.slice(), urns), grant.until(), slice);
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

    private static String rspec(String xml, boolean compressed) {
        return compressed ? Compression.compress(xml) : xml;
    }

    private static Reply reply(Call call, GeniCode code, Object value, String output) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("code", Map.of("geni_code", code.number(), "am_type", AM_TYPE, "am_code", code.number()));
        struct.put("value", value);
        struct.put("output", output);
        if (call.method() == V3Method.GET_VERSION) {
            struct.put("geni_api", 3);
        }
        return new Reply(struct, code, call.aboutSlice());
    }

    /** @param shown the slice as the client wrote it, where it did: jFed compares the texts */
    private record Right(Target target, Instant until, Urn shown) {}
}
