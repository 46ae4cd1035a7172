// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.berth.am.GeniCode;
import org.berth.am.api.AuditEntry;
import org.berth.am.api.Reply;
import org.berth.am.api.SliverChange;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.rspec.Urn;

/** Writes calls that change something into the audit log: event {@code call}, see docs/reference.md. */
final class CallAudit {
    /** The budget of a caller's granted calls among all others' in an interval: entries, and slivers in them. */
    static final int GRANTED = 600;

    private static final Duration INTERVAL = Duration.ofMinutes(10);
    private static final int LONGEST_OUTPUT = 500;

    private final Audit audit;
    private final RefusedCalls refused;
    private final CallerBudget granted;

    CallAudit(Audit audit, InstantSource clock) {
        this.audit = audit;
        this.refused = new RefusedCalls(audit, clock);
        this.granted = new CallerBudget(clock, INTERVAL);
    }

    /**
     * Records a call, if it is one that changes something. A granted call is recorded in full; one beyond its
     * caller's budget apart from the others', which it must not push out, and with the number of its slivers alone. What
     * was refused before a right was found is only counted.
     */
    void write(Caller caller, String method, Reply reply, long ms) {
        reply.auditEntry().ifPresent(entry -> {
            if (reply.code() == GeniCode.SUCCESS) {
                Map<String, Object> fields = fields(caller, method, reply, entry, ms);
                int used =
                        granted.use(caller.urn().toString(), 1 + entry.slivers().size());
                if (used <= GRANTED) {
                    audit.write("call", fields);
                } else {
                    fields.remove("slivers");
                    fields.put("sliver_count", entry.slivers().size());
                    audit.writeExcess("call", fields);
                }
            } else if (entry.right() && refused.takeFullEntry(caller)) {
                audit.write("call", fields(caller, method, reply, entry, ms));
            } else {
                refused.count(caller, method, reply);
            }
        });
    }

    /** Writes what was counted since this was called last. */
    void writeCounts() {
        refused.write();
    }

    private static Map<String, Object> fields(Caller caller, String method, Reply reply, AuditEntry entry, long ms) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method);
        if (!entry.action().isEmpty()) {
            fields.put("action", entry.action());
        }
        fields.put("caller", caller.urn().toString());
        fields.put("user", reply.speakingFor().orElse(caller.urn()).toString());
        fields.put("certificate", Fingerprint.of(caller.certificate()));
        fields.put("address", caller.address());
        fields.put("credentials", entry.credentials());
        fields.put("slice", reply.slice().map(Urn::toString).orElse(""));
        fields.put("code", reply.code().number());
        String output = String.valueOf(reply.struct().get("output"));
        fields.put("output", output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output);
        fields.put("ms", ms);
        fields.put(
                "slivers", entry.slivers().stream().map(SliverChange::audited).toList());
        return fields;
    }
}
