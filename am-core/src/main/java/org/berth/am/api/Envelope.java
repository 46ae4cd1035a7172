// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Caller;
import org.berth.am.base.Incidents;
import org.berth.am.store.StoreException;
import org.slf4j.LoggerFactory;

/** The struct around every result, in all versions alike, and the one place where an exception becomes a code. */
final class Envelope {
    static final String AM_TYPE = "berth";

    private static final Incidents INCIDENTS = new Incidents(LoggerFactory.getLogger(Envelope.class));

    private Envelope() {}

    /**
     * Carries out a call and puts what came of it into a reply.
     *
     * @param version of the API; GetVersion's reply has it at its top too
     * @param aggregate which is asked first whether it admits the caller
     */
    static Reply answer(int version, Aggregate aggregate, Call call, Supplier<Answer> answer) {
        try {
            aggregate.admit(call);
            Answer given = answer.get();
            return reply(version, call, GeniCode.SUCCESS, given.value(), given.output());
        } catch (AmException e) {
            return reply(version, call, e.code(), call.emptyValue(), String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            return reply(version, call, GeniCode.DBERROR, call.emptyValue(), sentence(e.kind()));
        } catch (RuntimeException e) {
            String incident = INCIDENTS.report("method=" + call.method(), e);
            return reply(version, call, GeniCode.SERVERERROR, call.emptyValue(), incident);
        } catch (Error e) {
            call.giveBackMemory();
            throw e;
        }
    }

    private static String sentence(StoreException.Kind kind) {
        return switch (kind) {
            case DAMAGED ->
                "this aggregate's database is damaged; nothing was changed. Its administrator has to restore a backup";
            case FULL ->
                "this aggregate's disk is full; nothing was changed, and what is stored can be read. Try again later";
            case UNAVAILABLE ->
                "this aggregate's database cannot be used just now; nothing was changed. Try again later";
        };
    }

    /** Refuses a call, once the caller was admitted. */
    static Reply refusal(int version, Aggregate aggregate, Call call, AmException refusal) {
        return answer(version, aggregate, call, () -> {
            throw refusal;
        });
    }

    private static Reply reply(int version, Call call, GeniCode code, Object value, String output) {
        Map<String, Object> struct = new LinkedHashMap<>();
        struct.put("code", Map.of("geni_code", code.number(), "am_type", AM_TYPE, "am_code", code.number()));
        struct.put("value", value);
        struct.put("output", output);
        if (call.method().equals("GetVersion")) {
            struct.put("geni_api", version);
        }
        return new Reply(
                struct,
                code,
                call.aboutSlice(),
                call.caller().principal().map(Caller.Principal::urn),
                call.auditEntry(),
                call::giveBackMemory);
    }

    /**
     * The result of a call that succeeded.
     *
     * @param output something to be read beside the value, else empty
     */
    record Answer(Object value, String output) {
        static Answer of(Object value) {
            return new Answer(value, "");
        }
    }
}
