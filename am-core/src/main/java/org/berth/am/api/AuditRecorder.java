// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.sliver.SliverStatus;

/** Records what one call does, for the audit log. */
final class AuditRecorder {
    private final List<SliverChange> changes = new ArrayList<>();
    private Optional<String> credential = Optional.empty();
    private String action = "";

    /** Notes the credential that gave the right. */
    void right(String hash) {
        credential = Optional.of(hash);
    }

    /** Notes the operational action that the call is to perform. */
    void action(String name) {
        action = name;
    }

    /** Notes slivers that the call has made. */
    void made(List<SliverStatus> slivers) {
        slivers.forEach(sliver -> changes.add(new SliverChange(sliver.sliver(), Optional.empty(), sliver)));
    }

    /** Notes a sliver that the call has changed. */
    void changed(SliverStatus before, SliverStatus after) {
        changes.add(new SliverChange(before.sliver(), Optional.of(before), after));
    }

    /** Returns what was recorded so far. */
    AuditEntry auditEntry(Optional<String> speaksFor) {
        List<String> credentials = new ArrayList<>();
        speaksFor.ifPresent(credentials::add);
        credential.ifPresent(credentials::add);
        return new AuditEntry(credential.isPresent(), credentials, action, changes);
    }
}
