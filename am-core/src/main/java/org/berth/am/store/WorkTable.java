package org.berth.am.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Pending work: which slivers are not yet as wanted, and when to try next. */
public final class WorkTable {
    private final Handle handle;

    WorkTable(Handle handle) {
        this.handle = handle;
    }

    /** Notes that a sliver has work to be done now. */
    public void add(String sliverId, Instant now) {
        handle.createUpdate("""
                        INSERT INTO work (sliver_id, due_at, attempts) VALUES (:id, :due, 0)
                        ON CONFLICT (sliver_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0
                        """)
                .bind("id", sliverId)
                .bind("due", now.getEpochSecond())
                .execute();
    }

    /** The slivers whose work is due, the longest waiting first. */
    public List<String> due(Instant now, int most) {
        return handle.createQuery("SELECT sliver_id FROM work WHERE due_at <= :now ORDER BY due_at LIMIT :most")
                .bind("now", now.getEpochSecond())
                .bind("most", most)
                .mapTo(String.class)
                .list();
    }

    /** How often a sliver's work was tried in vain; empty if it has none. */
    public Optional<Integer> attempts(String sliverId) {
        return handle.createQuery("SELECT attempts FROM work WHERE sliver_id = :id")
                .bind("id", sliverId)
                .mapTo(Integer.class)
                .findOne();
    }

    /** Puts a sliver's work off after a vain attempt. */
    public void retryAt(String sliverId, Instant due) {
        handle.createUpdate("UPDATE work SET due_at = :due, attempts = attempts + 1 WHERE sliver_id = :id")
                .bind("id", sliverId)
                .bind("due", due.getEpochSecond())
                .execute();
    }

    /** Notes that nothing is left to do for a sliver. */
    public void remove(String sliverId) {
        handle.createUpdate("DELETE FROM work WHERE sliver_id = :id")
                .bind("id", sliverId)
                .execute();
    }
}
