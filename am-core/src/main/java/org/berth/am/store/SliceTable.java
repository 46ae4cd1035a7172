package org.berth.am.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Slices that have or had slivers here, and the requests that were allocated for them. */
public final class SliceTable {
    private final Handle handle;

    SliceTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * A slice.
     *
     * @param urn its URN as first seen
     * @param shutDown whether Shutdown was called
     */
    public record SliceRow(String urn, boolean shutDown) {}

    /** Makes sure that the slice is known. */
    public void add(String key, String urn) {
        handle.createUpdate(
                        "INSERT INTO slice (slice_key, urn, shut_down) VALUES (:key, :urn, 0) ON CONFLICT (slice_key) DO NOTHING")
                .bind("key", key)
                .bind("urn", urn)
                .execute();
    }

    /** The slice, if it is known. */
    public Optional<SliceRow> byKey(String key) {
        return handle.createQuery("SELECT urn, shut_down FROM slice WHERE slice_key = :key")
                .bind("key", key)
                .map((row, context) -> new SliceRow(row.getString("urn"), row.getInt("shut_down") == 1))
                .findOne();
    }

    /** Marks a slice as shut down. */
    public void shutDown(String key) {
        handle.createUpdate("UPDATE slice SET shut_down = 1 WHERE slice_key = :key")
                .bind("key", key)
                .execute();
    }

    /** Keeps a request and gives its number in the slice. */
    public int addRequest(String key, String document) {
        int number = handle.createQuery("SELECT coalesce(max(number), 0) + 1 FROM request WHERE slice_key = :key")
                .bind("key", key)
                .mapTo(Integer.class)
                .one();
        handle.createUpdate("INSERT INTO request (slice_key, number, document) VALUES (:key, :number, :document)")
                .bind("key", key)
                .bind("number", number)
                .bind("document", document)
                .execute();
        return number;
    }

    /**
     * A request.
     *
     * @param number its number in the slice
     * @param document the RSpec's text
     */
    public record RequestRow(int number, String document) {}

    /** The slice's requests in order. */
    public List<RequestRow> requests(String key) {
        return handle.createQuery("SELECT number, document FROM request WHERE slice_key = :key ORDER BY number")
                .bind("key", key)
                .map((row, context) -> new RequestRow(row.getInt("number"), row.getString("document")))
                .list();
    }

    /** Forgets the requests that no live sliver is of, and the slice itself if it has none left. */
    public void tidy(String key) {
        handle.createUpdate("""
                        DELETE FROM request WHERE slice_key = :key AND NOT EXISTS (SELECT 1 FROM sliver s
                          WHERE s.slice_key = :key AND s.request_number = request.number AND s.allocation <> :tombstone)
                        """)
                .bind("key", key)
                .bind("tombstone", SliverTable.TOMBSTONE)
                .execute();
        handle.createUpdate("""
                        DELETE FROM slice WHERE slice_key = :key
                          AND NOT EXISTS (SELECT 1 FROM request WHERE slice_key = :key)
                        """).bind("key", key).execute();
    }
}
