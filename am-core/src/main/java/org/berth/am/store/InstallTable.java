// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.List;
import org.jdbi.v3.core.Handle;

/** The archives that slivers' request nodes have installed. */
public final class InstallTable {
    private final Handle handle;

    InstallTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * An archive.
     *
     * @param url as in the request
     * @param path the folder that it is unpacked into, as in the request
     */
    public record InstallRow(String url, String path) {}

    /** The archives of a sliver, in document order. */
    public List<InstallRow> of(String sliverId) {
        return handle.createQuery("SELECT url, path FROM install WHERE sliver_id = :id ORDER BY position")
                .bind("id", sliverId)
                .map((row, context) -> new InstallRow(row.getString("url"), row.getString("path")))
                .list();
    }

    /** Adds the archives of a new sliver. */
    public void add(String sliverId, List<InstallRow> archives) {
        for (int position = 0; position < archives.size(); position++) {
            handle.createUpdate(
                            "INSERT INTO install (sliver_id, position, url, path) VALUES (:id, :position, :url, :path)")
                    .bind("id", sliverId)
                    .bind("position", position)
                    .bind("url", archives.get(position).url())
                    .bind("path", archives.get(position).path())
                    .execute();
        }
    }
}
