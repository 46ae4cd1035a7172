// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.berth.am.api.Reply;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.auth.x509.Fingerprint;

/**
 * Counts refused calls for the audit log: one entry for each caller and interval, event {@code refused}, see docs/reference.md.
 * Whoever has a certificate can have calls refused as fast as the AM answers; so they cost a bounded number of lines.
 */
final class RefusedCalls {
    /** Those beyond are counted together, as a caller without a name. */
    static final int CALLERS = 200;

    /** So many refused calls of a caller with a right are recorded in full in an interval. */
    static final int IN_FULL = 60;

    private static final String OTHERS = "";
    private static final int LONGEST_OUTPUT = 500;

    private final Audit audit;
    private final InstantSource clock;
    /** Guarded by this. */
    private Map<String, Count> counts = new LinkedHashMap<>();

    RefusedCalls(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Returns whether another refused call of a caller, who had a right to it, is recorded in full in this interval.
     */
    synchronized boolean takeFullEntry(Caller caller) {
        Count count = of(caller);
        count.full++;
        return count.full <= IN_FULL;
    }

    /** Counts a refused call. */
    synchronized void count(Caller caller, String method, Reply reply) {
        Count count = of(caller);
        count.calls++;
        count.methods.merge(method, 1, Integer::sum);
        count.codes.merge(Integer.toString(reply.code().number()), 1, Integer::sum);
        count.user = reply.speakingFor().orElse(caller.urn()).toString();
        count.certificate = Fingerprint.of(caller.certificate());
        count.address = caller.address();
        String output = String.valueOf(reply.struct().get("output"));
        count.output = output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output;
    }

    private Count of(Caller caller) {
        String name = caller.urn().toString();
        boolean room = counts.containsKey(name) || counts.size() < CALLERS;
        return counts.computeIfAbsent(
                room ? name : OTHERS, key -> new Count(clock.instant().toString()));
    }

    /** Ends an interval: writes what was counted in it. */
    void write() {
        Map<String, Count> ended;
        synchronized (this) {
            ended = counts;
            counts = new LinkedHashMap<>();
        }
        ended.forEach((caller, count) -> {
            if (count.calls > 0) {
                audit.write("refused", count.fields(caller));
            }
        });
    }

    private static final class Count {
        private final String since;
        private final Map<String, Integer> methods = new TreeMap<>();
        private final Map<String, Integer> codes = new TreeMap<>();
        private int full;
        private int calls;
        private String user = "";
        private String certificate = "";
        private String address = "";
        private String output = "";

        Count(String since) {
            this.since = since;
        }

        Map<String, Object> fields(String caller) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("caller", caller);
            fields.put("since", since);
            fields.put("calls", calls);
            fields.put("methods", methods);
            fields.put("codes", codes);
            fields.put("user", user);
            fields.put("certificate", certificate);
            fields.put("address", address);
            fields.put("output", output);
            return fields;
        }
    }
}
