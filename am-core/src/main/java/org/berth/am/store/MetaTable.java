// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Single values that belong to the store as a whole. */
public final class MetaTable {
    private final Handle handle;

    MetaTable(Handle handle) {
        this.handle = handle;
    }

    /** Puts another value in the place of one that is there. */
    public void replace(String name, String value) {
        handle.createUpdate("UPDATE meta SET value = :value WHERE name = :name")
                .bind("name", name)
                .bind("value", value)
                .execute();
    }

    /** The value of that name; it is made and kept the first time it is asked for. */
    public String getOrAdd(String name, Supplier<String> first) {
        return find(name).orElseGet(() -> {
            String value = first.get();
            handle.createUpdate("INSERT INTO meta (name, value) VALUES (:name, :value)")
                    .bind("name", name)
                    .bind("value", value)
                    .execute();
            return value;
        });
    }

    /** The value of that name; empty if there is none. */
    public Optional<String> find(String name) {
        return handle.createQuery("SELECT value FROM meta WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne();
    }

    /** Keeps a value in the place of the one before. */
    public void put(String name, String value) {
        handle.createUpdate("INSERT INTO meta (name, value) VALUES (:name, :value)"
                        + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
                .bind("name", name)
                .bind("value", value)
                .execute();
    }
}
