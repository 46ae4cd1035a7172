// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.Map;
import java.util.Optional;
import org.berth.am.GeniCode;
import org.berth.rspec.Urn;

/**
 * A result of the AM API, and what the logs record of it.
 *
 * @param struct what is sent: maps, lists, strings, integers and booleans, never null
 * @param code the result code inside it
 * @param slice the slice that the call was about, if it got that far
 * @param speakingFor the user for whom the caller was proved to speak, if not for themselves
 * @param auditEntry for the audit log, of a call that changes something
 * @param written to be run once, when the reply has been written or will not be: gives back the memory that it was promised
 */
public record Reply(
        Map<String, Object> struct,
        GeniCode code,
        Optional<Urn> slice,
        Optional<Urn> speakingFor,
        Optional<AuditEntry> auditEntry,
        Runnable written) {
    /** A reply that holds nothing. */
    public Reply(
            Map<String, Object> struct,
            GeniCode code,
            Optional<Urn> slice,
            Optional<Urn> speakingFor,
            Optional<AuditEntry> auditEntry) {
        this(struct, code, slice, speakingFor, auditEntry, () -> {});
    }
}
