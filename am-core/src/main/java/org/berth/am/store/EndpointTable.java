// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Events that are still to be written into the audit log: who got, or gave back, which port and addresses. */
public final class EndpointTable {
    private final Handle handle;

    EndpointTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * An event.
     *
     * @param number grows with each event
     * @param event {@code assigned} or {@code released}
     * @param user comparable form of the URN of the user for whom the sliver was made; empty if not known
     * @param node the request node's client_id; empty of a sliver that is deleted
     */
    public record EndpointEvent(
            long number,
            Instant at,
            String event,
            String sliver,
            String slice,
            String user,
            String node,
            String host,
            int port,
            Optional<String> ipv6) {}

    /** Records that a stored sliver has got the port and address that it has now. */
    public void assigned(String sliverId, Instant now) {
        add("assigned", sliverId, now);
    }

    /** Records that a stored sliver gives back the port and address that it has now. */
    public void released(String sliverId, Instant now) {
        add("released", sliverId, now);
    }

    private void add(String event, String sliverId, Instant now) {
        handle.createUpdate("""
                        INSERT INTO endpoint_event (at, event, sliver, slice, created_by, client_id, host, port, ipv6)
                        SELECT :at, :event, urn, slice_key, created_by, client_id, host, port, ipv6
                        FROM sliver WHERE id = :id
                        """)
                .bind("at", now.getEpochSecond())
                .bind("event", event)
                .bind("id", sliverId)
                .execute();
    }

    /** Returns the oldest events. */
    public List<EndpointEvent> oldest(int most) {
        return handle.createQuery("SELECT * FROM endpoint_event ORDER BY number LIMIT :most")
                .bind("most", most)
                .map((row, context) -> new EndpointEvent(
                        row.getLong("number"),
                        Instant.ofEpochSecond(row.getLong("at")),
                        row.getString("event"),
                        row.getString("sliver"),
                        row.getString("slice"),
                        row.getString("created_by"),
                        row.getString("client_id"),
                        row.getString("host"),
                        row.getInt("port"),
                        Optional.ofNullable(row.getString("ipv6"))))
                .list();
    }

    /** Removes events that are written. */
    public void removeUpTo(long number) {
        handle.createUpdate("DELETE FROM endpoint_event WHERE number <= :number")
                .bind("number", number)
                .execute();
    }
}
