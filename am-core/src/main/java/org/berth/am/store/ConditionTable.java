// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The conditions of slivers; {@link SliverTable} reads and writes them together with the slivers' rows. */
final class ConditionTable {
    private final Handle handle;

    ConditionTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * Returns the conditions of some slivers by the slivers' ids.
     *
     * @param where SQL that selects from the slivers
     * @param arguments of that SQL
     */
    Map<String, List<SliverRow.Condition>> of(String where, Map<String, ?> arguments) {
        record Row(String sliverId, SliverRow.Condition condition) {}
        return handle
                .createQuery(query(where))
                .bindMap(arguments)
                .map((row, context) -> new Row(
                        row.getString("sliver_id"),
                        new SliverRow.Condition(
                                row.getString("name"),
                                row.getString("text"),
                                Instant.ofEpochSecond(row.getLong("since")))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Row::sliverId, Collectors.mapping(Row::condition, Collectors.toList())));
    }

    static String query(String where) {
        return "SELECT * FROM condition WHERE sliver_id IN (SELECT id FROM sliver WHERE " + where + ")";
    }

    /** Replaces the conditions of a sliver. */
    void replace(String sliverId, List<SliverRow.Condition> conditions) {
        handle.createUpdate("DELETE FROM condition WHERE sliver_id = :id")
                .bind("id", sliverId)
                .execute();
        add(sliverId, conditions);
    }

    /** Adds conditions to a sliver that has none. */
    void add(String sliverId, List<SliverRow.Condition> conditions) {
        for (SliverRow.Condition condition : conditions) {
            handle.createUpdate(
                            "INSERT INTO condition (sliver_id, name, text, since) VALUES (:id, :name, :text, :since)")
                    .bind("id", sliverId)
                    .bind("name", condition.name())
                    .bind("text", condition.text())
                    .bind("since", condition.since().getEpochSecond())
                    .execute();
        }
    }
}
