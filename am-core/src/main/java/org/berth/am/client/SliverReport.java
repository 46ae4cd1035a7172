// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A sliver as an AM tells it (AM API v3, sliver struct); what it does not tell is empty.
 *
 * @param urn its URN
 * @param allocation {@code geni_allocation_status}
 * @param operational {@code geni_operational_status}
 * @param expires {@code geni_expires}, as it came
 * @param error {@code geni_error}
 */
public record SliverReport(String urn, String allocation, String operational, String expires, String error) {
    /** The slivers of a reply whose value is an array of them, or a struct with {@code geni_slivers}. */
    public static List<SliverReport> of(Reply reply) {
        Object slivers = reply.value() instanceof Map<?, ?> struct ? struct.get("geni_slivers") : reply.value();
        if (slivers instanceof Object[] array) {
            return Arrays.stream(array).map(SliverReport::of).toList();
        }
        throw new ConnectionException("the AM's answer has no array of slivers");
    }

    private static SliverReport of(Object sliver) {
        if (sliver instanceof Map<?, ?> struct) {
            return new SliverReport(
                    text(struct, "geni_sliver_urn"),
                    text(struct, "geni_allocation_status"),
                    text(struct, "geni_operational_status"),
                    text(struct, "geni_expires"),
                    text(struct, "geni_error"));
        }
        throw new ConnectionException("the AM's answer has a sliver that is no struct");
    }

    private static String text(Map<?, ?> struct, String member) {
        return struct.get(member) instanceof String text ? text : "";
    }

    /** Returns whether the sliver has failed. */
    public boolean isFailed() {
        return operational.equals("geni_failed");
    }

    /** Returns whether the sliver changes no more by itself: it is ready, stopped, failed, or not provisioned. */
    public boolean isSettled() {
        return isFailed()
                || operational.equals("geni_ready")
                || operational.equals("geni_notready")
                || !allocation.equals("geni_provisioned");
    }
}
