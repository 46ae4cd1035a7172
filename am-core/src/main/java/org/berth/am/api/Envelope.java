// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.Caller;
import org.berth.dockermaster.RateLimitedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The struct around every result, in all versions alike, and the one place where an exception becomes a code. */
final class Envelope {
    static final String AM_TYPE = "berth";

    private static final Logger log = LoggerFactory.getLogger(Envelope.class);

    private static final RateLimitedLog INCIDENTS = new RateLimitedLog(InstantSource.system());

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
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            INCIDENTS.write(
                    () -> log.error("incident={} method={} failed", incident, call.method(), e),
                    () -> log.error("more incidents: no more lines of them until this minute ends"));
            return reply(
                    version, call, GeniCode.SERVERERROR, call.emptyValue(), "internal error, incident " + incident);
        } catch (Error e) {
            call.giveBackMemory();
            throw e;
        }
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
