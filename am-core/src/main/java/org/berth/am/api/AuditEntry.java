// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.List;

/**
 * The audit entry of a call that changes something, refused or not.
 *
 * @param right whether the caller was found to have the right to the call
 * @param credentials the SHA-256 of each credential that gave the right: the one that lets a tool speak for the user, if
 *     one does, and the one for the slice, if the call got that far
 * @param action the operational action's name, of those that there are; empty for other calls, and if the call did not get so
 *     far
 * @param slivers what became of each sliver that it changed
 */
public record AuditEntry(boolean right, List<String> credentials, String action, List<SliverChange> slivers) {
    public AuditEntry {
        credentials = List.copyOf(credentials);
        slivers = List.copyOf(slivers);
    }
}
