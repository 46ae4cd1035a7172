// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.am.store.HostTable.HostRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines the AM's hosts: those of the configuration, those added by command, and those that are neither any more
 * but still have something on them.
 */
final class KnownHosts {
    private static final Logger log = LoggerFactory.getLogger(KnownHosts.class);

    private KnownHosts() {}

    /**
     * A host that there is to be.
     *
     * @param row what the store has of it; empty if it is new
     * @param leaving to be dropped once nothing is left on it
     */
    record Known(HostPlan plan, Optional<HostRow> row, boolean leaving) {
        boolean drained() {
            return row.map(HostRow::drained).orElse(false);
        }

        HostConnection way() {
            return new HostConnection(
                    plan.local().map(HostConnection.Engine::of),
                    plan.agent(),
                    plan.password(),
                    row.map(HostRow::agentKey).orElse(""));
        }
    }

    /** In the order of the configuration, then by name. */
    static List<Known> of(List<HostPlan> configured, List<HostRow> rows) {
        Map<String, HostRow> byName = new LinkedHashMap<>();
        rows.forEach(row -> byName.put(row.name(), row));
        List<Known> known = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (HostPlan plan : configured) {
            Optional<HostRow> row = Optional.ofNullable(byName.get(plan.name()));
            if (isThere(plan, row)) {
                seen.add(plan.name());
                known.add(new Known(plan, row, false));
            }
        }
        for (HostRow row : rows) {
            if (!row.removed() && !seen.contains(row.name()) && (row.added() || row.used() > 0)) {
                known.add(new Known(plan(row), Optional.of(row), !row.added()));
            }
        }
        return known;
    }

    /** The built-in host, which no section names, is there until an admin removes it. */
    static boolean isThere(HostPlan configured, Optional<HostRow> row) {
        return configured.origin().isPresent() || row.filter(HostRow::removed).isEmpty();
    }

    /**
     * Returns the last plan of a host that is not in the configuration. The address that its agent gave when it
     * enrolled holds only where the admin names none.
     */
    static HostPlan plan(HostRow row) {
        HostPlan said = HostJson.plan(row.plan()).orElseGet(() -> HostPlan.named(row.name()));
        return said.local().isPresent() || said.agent().isPresent() ? said : said.withAgent(enrolled(row));
    }

    private static Optional<AgentAddress> enrolled(HostRow row) {
        try {
            return Optional.of(row.address()).filter(text -> !text.isEmpty()).map(AgentAddress::parse);
        } catch (IllegalArgumentException e) { // One host's address must not keep the others from being served.
            log.warn("host={} its agent gave no address to use: {}", row.name(), e.getMessage());
            return Optional.empty();
        }
    }
}
