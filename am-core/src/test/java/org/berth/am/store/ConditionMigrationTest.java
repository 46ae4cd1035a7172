// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditionMigrationTest {
    private static final Instant CHANGED = Instant.ofEpochSecond(1_800_000_000);

    @TempDir
    Path directory;

    @Test
    void errorsOfAnOlderStoreBecomeConditions() throws SQLException {
        // given
        String url = "jdbc:sqlite:" + directory.resolve("am.db");
        StoreFile.migrations().dataSource(url, null, null).target("14").load().migrate();
        try (Connection connection = DriverManager.getConnection(url)) {
            insert(connection, "well", "PROVISIONED", "", 1);
            insert(connection, "failed", "PROVISIONED", "x".repeat(20_000), 1);
            insert(connection, "lost", "PROVISIONED", "host h was removed by the administrator", 0);
            insert(connection, "silently-lost", "PROVISIONED", "", 0);
            insert(connection, "allocated", "ALLOCATED", "", 0);
            insert(connection, "lost-before", "ALLOCATED", "host h was removed by the administrator", 0);
            insert(connection, "deleted", "UNALLOCATED", "connection reset", 1);
        }

        // when
        try (SqlStore store = SqlStore.open(directory)) {
            // then
            assertThat(conditions(store, "well")).isEmpty();
            assertThat(conditions(store, "failed"))
                    .containsExactly(new SliverRow.Condition("StepFailed", "x".repeat(16 * 1024), CHANGED));
            assertThat(List.of(conditions(store, "lost"), conditions(store, "lost-before")))
                    .containsOnly(List.of(new SliverRow.Condition(
                            "HostRemoved", "host h was removed by the administrator", CHANGED)));
            assertThat(conditions(store, "silently-lost"))
                    .containsExactly(new SliverRow.Condition("HostRemoved", "host h was removed", CHANGED));
            assertThat(conditions(store, "allocated")).isEmpty();
            assertThat(conditions(store, "deleted")).isEmpty();
        }
    }

    private static List<SliverRow.Condition> conditions(SqlStore store, String id) {
        return store.read(tables -> tables.slivers().byId(id)).orElseThrow().conditions();
    }

    private static void insert(Connection connection, String id, String allocation, String error, int onHost)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO sliver (id, urn, slice_key, request_number, position, client_id, type, image, host, port, mac,
                  allocation, operational, wanted, error, expires_at, generation, restarts, users, done_generation,
                  done_restarts, done_users, done_executes, on_host, holds_slot, changed_at, revision)
                VALUES (?, 'urn', 'slice', 1, 0, ?, 't', '', 'h', 0, '', ?, 'READY', 'RUNNING', ?, 0, 1, 0, 0, 1, 0, 0, 0,
                  ?, 0, ?, 0)
                """)) {
            statement.setString(1, id);
            statement.setString(2, id);
            statement.setString(3, allocation);
            statement.setString(4, error);
            statement.setInt(5, onHost);
            statement.setLong(6, CHANGED.getEpochSecond());
            statement.executeUpdate();
        }
    }
}
