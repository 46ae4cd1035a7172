package org.berth.am.store;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How many slots of each host are taken, and which agent serves it. */
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

    /** Takes ({@code 1}) or gives back ({@code -1}) a slot. */
    public void change(String name, int by) {
        handle.createUpdate("UPDATE host SET used = used + :by WHERE name = :name")
                .bind("by", by)
                .bind("name", name)
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
