// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/**
 * The change that a call made to a sliver.
 *
 * @param sliver its URN
 * @param before its status just before the call; empty if the call made it
 * @param after its status after the call
 */
public record SliverChange(Urn sliver, Optional<SliverStatus> before, SliverStatus after) {
    /** As plain values, for the audit log. */
    public Map<String, Object> audited() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("sliver", sliver.toString());
        before.ifPresent(status -> fields.put("before", status.audited()));
        fields.put("after", after.audited());
        return fields;
    }
}
