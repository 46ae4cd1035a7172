// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/** Results as AM API v3 structs. */
final class Encoding {
    private Encoding() {}

    /** A manifest and its slivers, for Describe, Allocate and Provision. */
    static Map<String, Object> described(Urn slice, String manifest, List<SliverStatus> slivers) {
        Map<String, Object> value = status(slice, slivers);
        value.put("geni_rspec", manifest);
        return value;
    }

    /** A slice and its slivers, for Status. */
    static Map<String, Object> status(Urn slice, List<SliverStatus> slivers) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("geni_urn", slice.toString());
        value.put("geni_slivers", slivers(slivers));
        return value;
    }

    static List<Object> slivers(List<SliverStatus> slivers) {
        return slivers.stream().map(Encoding::sliver).toList();
    }

    /** All members in every reply: each is wanted by some client somewhere. */
    private static Object sliver(SliverStatus sliver) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("geni_sliver_urn", sliver.sliver().toString());
        value.put("geni_expires", GeniTime.format(sliver.expires()));
        value.put("geni_allocation_status", sliver.allocation().geniName());
        value.put("geni_operational_status", sliver.operational().geniName());
        value.put("geni_error", sliver.error());
        return value;
    }
}
