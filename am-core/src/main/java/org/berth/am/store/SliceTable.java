// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.Collection;
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

    /** The trust anchor of a slice, empty text if it has none yet; empty if the slice is not known. */
    public Optional<String> anchor(String key) {
        return handle.createQuery("SELECT coalesce(anchor, '') FROM slice WHERE slice_key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .findOne();
    }

    /** Binds a slice to a trust anchor unless it has one. */
    public void bind(String key, String anchor) {
        handle.createUpdate("UPDATE slice SET anchor = :anchor WHERE slice_key = :key AND anchor IS NULL")
                .bind("anchor", anchor)
                .bind("key", key)
                .execute();
    }

    /** Marks a slice as shut down. */
    public void shutDown(String key) {
        handle.createUpdate("UPDATE slice SET shut_down = 1 WHERE slice_key = :key")
                .bind("key", key)
                .execute();
    }

    /**
     * Stores a request and returns its number in the slice.
     *
     * @param parts how many elements, attributes and characters beyond ASCII the document has
     */
    public int addRequest(String key, String document, long parts) {
        int number = handle.createQuery("SELECT coalesce(max(number), 0) + 1 FROM request WHERE slice_key = :key")
                .bind("key", key)
                .mapTo(Integer.class)
                .one();
        handle.createUpdate("""
                        INSERT INTO request (slice_key, number, document, characters, parts)
                        VALUES (:key, :number, :document, :characters, :parts)
                        """)
                .bind("key", key)
                .bind("number", number)
                .bind("document", document)
                .bind("characters", document.length())
                .bind("parts", parts)
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

    /** Returns the slice's requests of these numbers, in order. */
    public List<RequestRow> requests(String key, Collection<Integer> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        return handle.createQuery(
                        "SELECT number, document FROM request WHERE slice_key = :key AND number IN (<numbers>)"
                                + " ORDER BY number")
                .bind("key", key)
                .bindList("numbers", List.copyOf(numbers))
                .map((row, context) -> new RequestRow(row.getInt("number"), row.getString("document")))
                .list();
    }

    /**
     * The amount that a slice stores.
     *
     * @param characters of its requests' documents
     * @param parts elements, attributes and characters beyond ASCII of these documents
     * @param accounts of its live slivers
     * @param keyCharacters of these accounts' ssh keys
     */
    public record Amount(long characters, long parts, long accounts, long keyCharacters) {}

    /** Returns how much a slice stores; nothing that is large is read. */
    public Amount amount(String key) {
        return handle.createQuery("""
                        SELECT r.characters, r.parts, a.accounts, a.key_characters
                        FROM (SELECT coalesce(sum(characters), 0) AS characters, coalesce(sum(parts), 0) AS parts
                                FROM request WHERE slice_key = :key) r,
                             (SELECT count(*) AS accounts, coalesce(sum(key_characters), 0) AS key_characters
                                FROM sliver JOIN account ON account.sliver_id = sliver.id
                                WHERE sliver.slice_key = :key AND sliver.allocation <> 'UNALLOCATED') a
                        """)
                .bind("key", key)
                .map((row, context) -> new Amount(
                        row.getLong("characters"),
                        row.getLong("parts"),
                        row.getLong("accounts"),
                        row.getLong("key_characters")))
                .one();
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
