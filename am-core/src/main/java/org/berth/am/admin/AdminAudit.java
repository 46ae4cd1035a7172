// SPDX-License-Identifier: Apache-2.0
package org.berth.am.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.berth.am.audit.Audit;

/** Writes what admins have the running AM do into the audit log: event {@code admin}, see docs/reference.md. */
public final class AdminAudit implements ControlSocket.Listener {
    private static final Set<String> READING = Set.of(
            OrphanControl.LIST,
            HostControl.LIST,
            HostControl.SHOW,
            SliceControl.LIST,
            SliceControl.SHOW,
            SliceControl.LIST_SLIVERS,
            SliceControl.SHOW_SLIVER);

    /** The arguments that are told; a host's keys may hold a password. */
    private static final List<String> TOLD = List.of("host", "slice", "sliver", "what", "days", "force");

    private final Audit audit;

    public AdminAudit(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void heard(String name, JsonNode arguments, String refusal) {
        if (READING.contains(name)) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("command", name);
        for (String argument : TOLD) {
            if (arguments.hasNonNull(argument)) {
                fields.put(argument, arguments.get(argument).asText());
            }
        }
        fields.put("refused", refusal);
        audit.write("admin", fields);
    }
}
