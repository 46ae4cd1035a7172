// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.berth.am.hosts.HostPlan;
import org.berth.am.store.HostTable.HostRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.rspec.Urn;

/**
 * The AM's URN, which stands in all that it has given out: requests, manifests, containers' labels, agents' certificates. So
 * it changes only while there is none of that.
 */
final class AggregateName {
    private static final String KEPT = "aggregate";

    private AggregateName() {}

    /**
     * Takes the URN that the configuration says; with a new one, agents that are no host's any more are forgotten.
     *
     * @param sections the hosts of the configuration
     * @throws IOException with a sentence for the admin, if it is not the one that slivers and agents know
     */
    static void take(Store store, Urn aggregate, Collection<HostPlan> sections) throws IOException {
        Set<String> configured = sections.stream().map(HostPlan::name).collect(Collectors.toSet());
        Optional<String> refusal = store.write(tables -> {
            Urn before = Urn.parse(tables.meta().getOrAdd(KEPT, aggregate::toString));
            if (before.equals(aggregate)) {
                return Optional.empty();
            }
            List<String> bound = bound(tables, configured);
            if (bound.isEmpty()) {
                tables.hosts().forgetAgents();
                tables.meta().replace(KEPT, aggregate.toString());
                return Optional.empty();
            }
            return Optional.of("base_name is " + text(aggregate) + " now, and was " + text(before) + ", which "
                    + String.join(" and ", bound) + ". Set it back to " + text(before)
                    + "; to change it, first have all slivers deleted, and the hosts that have agents removed (berth host"
                    + " remove NAME, or delete the section and type berth reload)");
        });
        if (refusal.isPresent()) {
            throw new IOException(refusal.get());
        }
    }

    /** As it is written in a configuration. */
    private static String text(Urn aggregate) {
        return aggregate.authority().replace(":", "//");
    }

    /** Returns descriptions of the things that know the AM by its URN. */
    private static List<String> bound(Tables tables, Set<String> configured) {
        List<String> bound = new ArrayList<>();
        int slivers = tables.slivers().countHeld();
        if (slivers > 0) {
            bound.add(slivers + (slivers == 1 ? " sliver has" : " slivers have") + " in their URNs");
        }
        List<String> hosts = tables.hosts().all().stream()
                .filter(row -> !row.agentKey().isEmpty() && !row.removed())
                .filter(row -> row.added() || row.used() > 0 || configured.contains(row.name()))
                .map(HostRow::name)
                .toList();
        if (!hosts.isEmpty()) {
            bound.add("the agents of " + String.join(", ", hosts) + " know it by");
        }
        return bound;
    }
}
