package org.berth.am.store;

import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** How many slots of each host are taken. */
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
}
