// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of hosts: what of each is allocated, what is stored of it, and which agent serves it. */
public final class HostTable {
    private final Handle handle;

    HostTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * The stored row of a host. Texts are empty where there is nothing.
     *
     * @param used slots in use
     * @param added by command
     * @param address host:port that its agent gave when it enrolled
     * @param drained whether an admin allows no new slivers on it
     * @param removed whether it was removed from this AM
     * @param agentKey SHA-256, in hex, of the enrolled agent's public key
     * @param description JSON of its last description of itself
     * @param plan JSON of the admin's last plan
     * @param downSince the time since when it does not answer; absent: it did when it was last asked, or never was
     */
    public record HostRow(
            String name,
            int used,
            boolean added,
            String address,
            boolean drained,
            boolean removed,
            String agentKey,
            String description,
            String plan,
            Optional<Instant> downSince) {}

    /** All hosts that there ever were, by name. */
    public List<HostRow> all() {
        return handle.createQuery("SELECT * FROM host ORDER BY name")
                .map(HostTable::row)
                .list();
    }

    /** Returns the row of a host, be it removed or not. */
    public Optional<HostRow> find(String name) {
        return handle.createQuery("SELECT * FROM host WHERE name = :name")
                .bind("name", name)
                .map(HostTable::row)
                .findOne();
    }

    private static HostRow row(ResultSet row, StatementContext context) throws SQLException {
        return new HostRow(
                row.getString("name"),
                row.getInt("used"),
                row.getInt("added") == 1,
                row.getString("address"),
                row.getInt("drained") == 1,
                row.getInt("removed") == 1,
                row.getString("agent_key"),
                row.getString("description"),
                row.getString("plan"),
                Optional.ofNullable((Number) row.getObject("down_since"))
                        .map(seconds -> Instant.ofEpochSecond(seconds.longValue())));
    }

    /** Keeps what an admin says of a host, which is one of ours from now on. */
    public void upsert(String name, boolean added, String plan) {
        add(name);
        handle.createUpdate("""
                        UPDATE host SET added = :added, removed = 0, plan = :plan WHERE name = :name
                        """)
                .bind("name", name)
                .bind("added", added ? 1 : 0)
                .bind("plan", plan)
                .execute();
    }

    /** Keeps whether an admin wants nothing new on a host. */
    public void drain(String name, boolean drained) {
        handle.createUpdate("UPDATE host SET drained = :drained WHERE name = :name")
                .bind("name", name)
                .bind("drained", drained ? 1 : 0)
                .execute();
    }

    /** Keeps what a host announced, as JSON. */
    public void describe(String name, String description) {
        handle.createUpdate("UPDATE host SET description = :description WHERE name = :name")
                .bind("name", name)
                .bind("description", description)
                .execute();
    }

    /** Keeps since when a host does not answer, to the second; empty: it does. Nothing is written where it is known. */
    public void down(String name, Optional<Instant> since) {
        handle.createUpdate("""
                        UPDATE host SET down_since = :since WHERE name = :name AND removed = 0 AND down_since IS NOT :since
                        """)
                .bind("name", name)
                .bind("since", since.map(Instant::getEpochSecond).orElse(null))
                .execute();
    }

    /** Forgets which agents serve hosts: none is trusted until it is enrolled anew. */
    public void forgetAgents() {
        handle.createUpdate("UPDATE host SET agent_key = '', address = ''").execute();
    }

    /** Forgets all of a host but its name; its agent is trusted no more, and none can enrol for it. */
    public void remove(String name) {
        add(name);
        handle.createUpdate("""
                        UPDATE host SET added = 0, address = '', drained = 0, removed = 1, agent_key = '', description = '',
                          plan = '', down_since = NULL
                        WHERE name = :name
                        """).bind("name", name).execute();
        new EnrollmentTable(handle).remove(name);
    }

    /** Returns the numbers of live slivers on a host, by the slices' URNs. */
    public Map<String, Integer> liveSlivers(String name) {
        Map<String, Integer> slivers = new LinkedHashMap<>();
        handle.createQuery("""
                        SELECT slice.urn AS urn, count(*) AS slivers
                        FROM sliver JOIN slice ON slice.slice_key = sliver.slice_key
                        WHERE sliver.host = :name AND sliver.allocation <> 'UNALLOCATED' AND sliver.holds_slot = 1
                        GROUP BY slice.urn ORDER BY slice.urn
                        """)
                .bind("name", name)
                .map((row, context) -> Map.entry(row.getString("urn"), row.getInt("slivers")))
                .forEach(entry -> slivers.put(entry.getKey(), entry.getValue()));
        return slivers;
    }

    /** Makes sure that a host is known. */
    public void add(String name) {
        handle.createUpdate("INSERT INTO host (name, used) VALUES (:name, 0) ON CONFLICT (name) DO NOTHING")
                .bind("name", name)
                .execute();
    }

    /** Slots taken, by host name. */
    public Map<String, Integer> used() {
        return handle
                .createQuery("SELECT name, used FROM host")
                .map((row, context) -> Map.entry(row.getString("name"), row.getInt("used")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /**
     * The allocated resources of a host.
     *
     * @param slots the number of slivers that hold a slot
     * @param memoryBytes the memory that their types were promised
     * @param millicpus thousandths of a CPU that their types were promised
     */
    public record Taken(int slots, long memoryBytes, long millicpus) {
        /** Of a host that nothing was ever placed on. */
        public static final Taken NOTHING = new Taken(0, 0, 0);
    }

    /** Returns the allocated resources of some hosts, by name; one that was never placed on may be missing. */
    public Map<String, Taken> taken(Collection<String> names) {
        return handle
                .createQuery("SELECT name, used, used_memory, used_millicpus FROM host WHERE name IN (<names>)")
                .bindList(EmptyHandling.NULL_KEYWORD, "names", names)
                .map((row, context) -> Map.entry(
                        row.getString("name"),
                        new Taken(row.getInt("used"), row.getLong("used_memory"), row.getLong("used_millicpus"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Takes a sliver's slot, memory and CPU of its host. */
    public void take(SliverRow.Place place) {
        add(place.host());
        change(place, 1);
    }

    /** Gives back what a sliver took. */
    public void giveBack(SliverRow.Place place) {
        change(place, -1);
    }

    private void change(SliverRow.Place place, int by) {
        handle.createUpdate("""
                        UPDATE host SET used = used + :by, used_memory = used_memory + :memory,
                          used_millicpus = used_millicpus + :millicpus
                        WHERE name = :name
                        """)
                .bind("by", by)
                .bind("memory", by * place.memoryBytes())
                .bind("millicpus", by * place.millicpus())
                .bind("name", place.host())
                .execute();
    }

    /** The host whose enrolled agent has this key, if it was not removed. */
    public Optional<String> ofAgent(String agentKey) {
        return handle.createQuery("SELECT name FROM host WHERE agent_key = :key AND removed = 0")
                .bind("key", agentKey)
                .mapTo(String.class)
                .findFirst();
    }

    /**
     * Notes which agent serves a host.
     *
     * @param address host:port where the AM finds it
     * @param agentKey SHA-256, in hex, of its public key
     * @return whether there is such a host and it was not removed
     */
    public boolean enroll(String name, String address, String agentKey) {
        return handle.createUpdate(
                                "UPDATE host SET address = :address, agent_key = :key WHERE name = :name AND removed = 0")
                        .bind("name", name)
                        .bind("address", address)
                        .bind("key", agentKey)
                        .execute()
                == 1;
    }
}
