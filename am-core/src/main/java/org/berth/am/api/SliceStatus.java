// SPDX-License-Identifier: Apache-2.0
package org.berth.am.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/**
 * A slice as AM API v2 shows it: as one sliver that consists of resources, which are our slivers.
 *
 * @param slice the slice
 * @param slivers its slivers, at least one
 * @param shutDown whether it was shut down: v2 has no word for that but failed
 */
record SliceStatus(Urn slice, List<SliverStatus> slivers, boolean shutDown) {
    /**
     * SliverStatus's value.
     *
     * @param aggregate the AM's URN
     */
    Map<String, Object> encoded(Urn aggregate) {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("geni_urn", urn(aggregate).toString());
        value.put(
                "geni_status",
                GeniStatus.ofAll(slivers.stream().map(this::status).toList()).geniName());
        value.put("geni_resources", slivers.stream().map(this::resource).toList());
        value.put("geni_expires", GeniTime.format(expires(slivers)));
        return value;
    }

    /** Returns the earliest expiry of the slivers: v2 has one for all. */
    static Instant expires(List<SliverStatus> slivers) {
        return slivers.stream()
                .map(SliverStatus::expires)
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** jFed wants a sliver's URN. Where there are several, it is one that stands for all of them and is always the same. */
    private Urn urn(Urn aggregate) {
        if (slivers.size() == 1) {
            return slivers.get(0).sliver();
        }
        UUID derived = UUID.nameUUIDFromBytes(slice.key().getBytes(UTF_8));
        return new Urn(aggregate.authority(), "sliver", derived.toString());
    }

    private Object resource(SliverStatus sliver) {
        return Map.of(
                "geni_urn", sliver.sliver().toString(),
                "geni_status", status(sliver).geniName(),
                "geni_error", sliver.error());
    }

    private GeniStatus status(SliverStatus sliver) {
        return shutDown ? GeniStatus.FAILED : GeniStatus.of(sliver);
    }
}
