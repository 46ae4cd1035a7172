// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The execute commands of slivers' request nodes. */
public final class ExecuteTable {
    private final Handle handle;

    ExecuteTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * A command.
     *
     * @param shell as in the request
     * @param command as in the request
     */
    public record ExecuteRow(String shell, String command) {}

    /** The commands of a sliver, in document order. */
    public List<ExecuteRow> of(String sliverId) {
        return handle.createQuery("SELECT shell, command FROM execute WHERE sliver_id = :id ORDER BY position")
                .bind("id", sliverId)
                .map((row, context) -> new ExecuteRow(row.getString("shell"), row.getString("command")))
                .list();
    }

    /** Adds the commands of a new sliver. */
    public void add(String sliverId, List<ExecuteRow> commands) {
        for (int position = 0; position < commands.size(); position++) {
            handle.createUpdate(
                            "INSERT INTO execute (sliver_id, position, shell, command) VALUES (:id, :position, :shell, :command)")
                    .bind("id", sliverId)
                    .bind("position", position)
                    .bind("shell", commands.get(position).shell())
                    .bind("command", commands.get(position).command())
                    .execute();
        }
    }
}
