// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * The ports of hosts' pools that no sliver holds, in the order in which they became free: whoever knew a port's last host key
 * is less likely to meet another's.
 */
final class FreePorts {
    private final Handle handle;

    FreePorts(Handle handle) {
        this.handle = handle;
    }

    /**
     * The port of a pool that is free for longest; one in quarantine only before none at all, since the host tests it, and gives
     * another where it is still held. A pool that is another than before is taken up.
     */
    Optional<Integer> longestFree(String host, int first, int slots, Instant now) {
        takeUp(host, first, slots);
        return longestFree(host, now).or(() -> longestFree(host, Instant.MAX));
    }

    private Optional<Integer> longestFree(String host, Instant now) {
        return handle.createQuery("""
                        SELECT port FROM free_port
                        WHERE host = :host AND NOT EXISTS (
                          SELECT 1 FROM quarantine
                          WHERE quarantine.host = free_port.host AND quarantine.port = free_port.port AND until_at > :now)
                        ORDER BY number LIMIT 1
                        """)
                .bind("host", host)
                .bind("now", now.getEpochSecond())
                .mapTo(Integer.class)
                .findOne();
    }

    private void takeUp(String host, int first, int slots) {
        int known = handle.createUpdate("""
                        INSERT INTO port_pool (host, first, slots) VALUES (:host, :first, :slots)
                        ON CONFLICT (host) DO UPDATE SET first = :first, slots = :slots
                        WHERE port_pool.first <> :first OR port_pool.slots <> :slots
                        """)
                .bind("host", host)
                .bind("first", first)
                .bind("slots", slots)
                .execute();
        if (known == 0) {
            return;
        }
        handle.createUpdate("DELETE FROM free_port WHERE host = :host AND (port < :first OR port >= :end)")
                .bind("host", host)
                .bind("first", first)
                .bind("end", first + slots)
                .execute();
        Set<Integer> there =
                handle.createQuery("""
                        SELECT port FROM free_port WHERE host = :host
                        UNION ALL SELECT port FROM sliver WHERE host = :host AND holds_slot = 1
                        """).bind("host", host).mapTo(Integer.class).set();
        List<Integer> added = IntStream.range(first, first + slots)
                .filter(port -> !there.contains(port))
                .boxed()
                .toList();
        // Ports that never were a sliver's come before all others.
        long number = lowestNumber(host) - added.size();
        PreparedBatch batch =
                handle.prepareBatch("INSERT INTO free_port (host, port, number) VALUES (:host, :port, :number)");
        for (int port : added) {
            batch.bind("host", host).bind("port", port).bind("number", number++).add();
        }
        if (!added.isEmpty()) {
            batch.execute();
        }
    }

    private long lowestNumber(String host) {
        return handle.createQuery("SELECT coalesce(min(number), 0) FROM free_port WHERE host = :host")
                .bind("host", host)
                .mapTo(Long.class)
                .one();
    }

    void take(String host, int port) {
        handle.createUpdate("DELETE FROM free_port WHERE host = :host AND port = :port")
                .bind("host", host)
                .bind("port", port)
                .execute();
    }

    /** The port is the last to be given again, if it is of the host's pool still. */
    void giveBack(String host, int port) {
        handle.createUpdate("""
                        INSERT INTO free_port (host, port, number)
                        SELECT :host, :port,
                          (SELECT coalesce(max(number), 0) + 1 FROM free_port WHERE host = :host)
                        FROM port_pool
                        WHERE host = :host AND :port >= first AND :port < first + slots
                        ON CONFLICT (host, port) DO NOTHING
                        """).bind("host", host).bind("port", port).execute();
    }
}
