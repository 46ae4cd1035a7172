package org.berth.am.server;

import java.util.LinkedHashMap;
import java.util.Map;
import org.berth.am.api.Deed;
import org.berth.am.api.Reply;
import org.berth.am.api.SliverChange;
import org.berth.am.audit.Audit;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Fingerprint;
import org.berth.rspec.Urn;

/** Writes calls that change something into the audit log: event {@code call}, see docs/reference.md. */
final class CallAudit {
    private static final int LONGEST_OUTPUT = 500;

    private final Audit audit;

    CallAudit(Audit audit) {
        this.audit = audit;
    }

    /** Keeps a call, if it is one that changes something. */
    void write(Caller caller, String method, Reply reply, long ms) {
        reply.deed().ifPresent(deed -> audit.write("call", fields(caller, method, reply, deed, ms)));
    }

    private static Map<String, Object> fields(Caller caller, String method, Reply reply, Deed deed, long ms) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", method);
        fields.put("caller", caller.urn().toString());
        fields.put("user", reply.speakingFor().orElse(caller.urn()).toString());
        fields.put("certificate", Fingerprint.of(caller.certificate()));
        fields.put("address", caller.address());
        fields.put("credentials", deed.credentials());
        fields.put("slice", reply.slice().map(Urn::toString).orElse(""));
        fields.put("code", reply.code().number());
        String output = String.valueOf(reply.struct().get("output"));
        fields.put("output", output.length() > LONGEST_OUTPUT ? output.substring(0, LONGEST_OUTPUT) : output);
        fields.put("ms", ms);
        fields.put("slivers", deed.slivers().stream().map(SliverChange::audited).toList());
        return fields;
    }
}
