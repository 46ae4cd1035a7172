package org.berth.am.store;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What of each host is taken, and which agent serves it. */
public final class HostTable {
    private final Handle handle;

    HostTable(Handle handle) {
        this.handle = handle;
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
     * What of a host is taken.
     *
     * @param slots how many slivers hold a slot
     * @param memoryBytes what their types were promised
     * @param millicpus thousandths of a CPU that their types were promised
     */
    public record Taken(int slots, long memoryBytes, long millicpus) {
        /** Of a host that nothing was ever placed on. */
        public static final Taken NOTHING = new Taken(0, 0, 0);
    }

    /** What is taken, by host name. */
    public Map<String, Taken> taken() {
        return handle
                .createQuery("SELECT name, used, used_memory, used_millicpus FROM host")
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

    /** SHA-256, in hex, of the public key of the agent that was enrolled for a host; empty if none was. */
    public Optional<String> agentKey(String name) {
        return handle.createQuery("SELECT agent_key FROM host WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .filter(key -> !key.isEmpty());
    }
}
