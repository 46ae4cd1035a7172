package org.berth.am.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.am.slice.SliverStatus;
import org.berth.rspec.Urn;

/** Sees what a call does, for the audit log. */
final class Witness {
    private final Map<Urn, SliverStatus> before = new LinkedHashMap<>();
    private final Map<Urn, SliverStatus> after = new LinkedHashMap<>();
    private Optional<String> credential = Optional.empty();

    /** Notes the credential that gave the right. */
    void right(String hash) {
        credential = Optional.of(hash);
    }

    /** Notes slivers as they were. */
    void before(List<SliverStatus> slivers) {
        slivers.forEach(sliver -> before.put(sliver.sliver(), sliver));
    }

    /** Notes slivers as they are now. */
    void after(List<SliverStatus> slivers) {
        slivers.forEach(sliver -> after.put(sliver.sliver(), sliver));
    }

    /** All that was seen. */
    Deed deed(Optional<String> speaksFor) {
        List<String> credentials = new ArrayList<>();
        speaksFor.ifPresent(credentials::add);
        credential.ifPresent(credentials::add);
        Map<Urn, SliverStatus> all = new LinkedHashMap<>(before);
        all.putAll(after);
        List<SliverChange> changes = all.keySet().stream()
                .map(urn -> new SliverChange(
                        urn, Optional.ofNullable(before.get(urn)), Optional.ofNullable(after.get(urn))))
                .toList();
        return new Deed(credential.isPresent(), credentials, changes);
    }
}
