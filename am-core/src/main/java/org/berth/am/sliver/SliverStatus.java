// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.berth.rspec.Urn;

/**
 * A sliver as the protocol shows it (AM API v3, the sliver struct).
 *
 * @param sliver its URN
 * @param expires the end of its lease
 * @param allocation its allocation state
 * @param operational its operational state
 * @param error what went wrong, empty if nothing did
 * @param changes how many containers, restarts and changes of accounts were asked for so far: what no state may show
 */
public record SliverStatus(
        Urn sliver,
        Instant expires,
        AllocationState allocation,
        OperationalState operational,
        String error,
        int changes) {
    /** Its states and the end of its lease as plain values, for the audit log. */
    public Map<String, String> audited() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("allocation", allocation.geniName());
        fields.put("operational", operational.geniName());
        fields.put("expires", expires.toString());
        return fields;
    }

    /** Returns AM API v2's word for its operational state; containers are the only kind so far. */
    public String v2Name() {
        return ContainerLifecycle.LIFECYCLE.v2Name(operational);
    }

    /** The same sliver with another error text. */
    public SliverStatus withError(String text) {
        return new SliverStatus(sliver, expires, allocation, operational, text, changes);
    }
}
