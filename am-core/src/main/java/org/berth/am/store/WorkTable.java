// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Pending work: which slivers are not yet as wanted, on which host, and when to try next. */
public final class WorkTable {
    private final Handle handle;

    WorkTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * Notes that a sliver has work to be done now.
     *
     * @param lane of the threads that are to do it
     */
    public void add(String sliverId, String lane, Instant now) {
        handle.createUpdate("""
                        INSERT INTO work (sliver_id, host, lane, due_at, attempts, since)
                        SELECT id, host, :lane, :due, 0, :due FROM sliver WHERE id = :id
                        ON CONFLICT (sliver_id) DO UPDATE SET lane = excluded.lane,
                          due_at = excluded.due_at, attempts = 0, since = excluded.since, reason = '', refused = 0
                        """)
                .bind("id", sliverId)
                .bind("lane", lane)
                .bind("due", now.getEpochSecond())
                .execute();
    }

    /** Has a sliver's work done by the threads of another lane. */
    public void move(String sliverId, String lane) {
        handle.createUpdate("UPDATE work SET lane = :lane WHERE sliver_id = :id AND lane <> :lane")
                .bind("id", sliverId)
                .bind("lane", lane)
                .execute();
    }

    /**
     * A host's overdue work.
     *
     * @param slivers how many have some
     * @param oldest when the oldest of it was asked for
     */
    public record OverdueRow(String host, int slivers, Instant oldest) {}

    /** Work that was asked for before a moment and is not done, by host. */
    public List<OverdueRow> overdue(Instant before) {
        return handle.createQuery(
                        "SELECT host, count(*) AS slivers, min(since) AS oldest FROM work WHERE since < :before GROUP BY host")
                .bind("before", before.getEpochSecond())
                .map((row, context) -> new OverdueRow(
                        row.getString("host"), row.getInt("slivers"), Instant.ofEpochSecond(row.getLong("oldest"))))
                .list();
    }

    /**
     * Work that is not done yet.
     *
     * @param since when it was asked for
     * @param attempts how often it was tried in vain
     * @param reason why the last time
     */
    public record PendingRow(String sliverId, Instant since, int attempts, String reason) {}

    /** A host's work that was tried in vain, or was asked for before a moment; the oldest first. */
    public List<PendingRow> stuck(String host, Instant before, int most) {
        return handle.createQuery("""
                        SELECT sliver_id, since, attempts, reason FROM work
                        WHERE host = :host AND (attempts > 0 OR since < :before) ORDER BY since LIMIT :most
                        """)
                .bind("host", host)
                .bind("before", before.getEpochSecond())
                .bind("most", most)
                .map((row, context) -> new PendingRow(
                        row.getString("sliver_id"),
                        Instant.ofEpochSecond(row.getLong("since")),
                        row.getInt("attempts"),
                        row.getString("reason")))
                .list();
    }

    /**
     * Names of the hosts that have work due. Costs a look-up in the index for each host that has any work, however much it
     * is.
     *
     * @param lanes all that there are
     */
    public List<String> hostsDue(Collection<String> lanes, Instant now) {
        return handle.createQuery("""
                        WITH RECURSIVE busy (host) AS (
                          SELECT min(host) FROM work
                          UNION ALL
                          SELECT (SELECT min(work.host) FROM work WHERE work.host > busy.host) FROM busy
                          WHERE busy.host IS NOT NULL)
                        SELECT host FROM busy WHERE host IS NOT NULL
                          AND EXISTS (SELECT 1 FROM work
                            WHERE work.host = busy.host AND lane IN (<lanes>) AND due_at <= :now)
                        """)
                .bindList("lanes", lanes)
                .bind("now", now.getEpochSecond())
                .mapTo(String.class)
                .list();
    }

    /**
     * Work that is due.
     *
     * @param sliverId whose
     * @param sliceKey key of the slice that the sliver is of
     */
    public record DueRow(String sliverId, String sliceKey) {}

    /**
     * The work of a host's lane that is due, the longest waiting first.
     *
     * @param without keys of slices to leave out
     */
    public List<DueRow> due(String host, String lane, Instant now, int most, Collection<String> without) {
        // An empty list is no SQL; no slice has an empty key.
        List<String> leftOut = new ArrayList<>(without);
        leftOut.add("");
        return handle.createQuery("""
                        SELECT work.sliver_id, sliver.slice_key FROM work JOIN sliver ON sliver.id = work.sliver_id
                        WHERE work.host = :host AND work.lane = :lane AND work.due_at <= :now AND sliver.slice_key NOT IN (<without>)
                        ORDER BY work.due_at LIMIT :most
                        """)
                .bind("host", host)
                .bind("lane", lane)
                .bind("now", now.getEpochSecond())
                .bind("most", most)
                .bindList("without", leftOut)
                .map((row, context) -> new DueRow(row.getString("sliver_id"), row.getString("slice_key")))
                .list();
    }

    /** Makes all work of a host due now. */
    public void makeDue(String host, Instant now) {
        handle.createUpdate("UPDATE work SET due_at = :now WHERE host = :host AND due_at > :now")
                .bind("host", host)
                .bind("now", now.getEpochSecond())
                .execute();
    }

    /** Makes all work due. */
    public void makeDue(Instant now) {
        handle.createUpdate("UPDATE work SET due_at = :now WHERE due_at > :now")
                .bind("now", now.getEpochSecond())
                .execute();
    }

    /** Ids of the slivers of a host that have work, due or not. */
    public Set<String> ofHost(String host) {
        return new HashSet<>(handle.createQuery("SELECT sliver_id FROM work WHERE host = :host")
                .bind("host", host)
                .mapTo(String.class)
                .list());
    }

    /** Returns the number of times that a sliver's work was tried in vain; empty if it has none. */
    public Optional<Integer> attempts(String sliverId) {
        return handle.createQuery("SELECT attempts FROM work WHERE sliver_id = :id")
                .bind("id", sliverId)
                .mapTo(Integer.class)
                .findOne();
    }

    /** Returns the number of times that a sliver's work was refused; 0 if it has none. */
    public int refused(String sliverId) {
        return handle.createQuery("SELECT refused FROM work WHERE sliver_id = :id")
                .bind("id", sliverId)
                .mapTo(Integer.class)
                .findOne()
                .orElse(0);
    }

    /**
     * Puts a sliver's work off after a vain attempt.
     *
     * @param refused whether the step itself failed, and not the way to the host
     */
    public void retryAt(String sliverId, Instant due, String reason, boolean refused) {
        handle.createUpdate("""
                        UPDATE work SET due_at = :due, attempts = attempts + 1, reason = :reason, refused = refused + :refused
                        WHERE sliver_id = :id
                        """)
                .bind("id", sliverId)
                .bind("due", due.getEpochSecond())
                .bind("reason", reason)
                .bind("refused", refused ? 1 : 0)
                .execute();
    }

    /** Notes that nothing is left to do for a sliver. */
    public void remove(String sliverId) {
        handle.createUpdate("DELETE FROM work WHERE sliver_id = :id")
                .bind("id", sliverId)
                .execute();
    }
}
