// SPDX-License-Identifier: Apache-2.0
package org.berth.am.audit;

import java.util.Map;

/** The audit log: the record of changes and of who made them. Safe for use by many threads. */
@FunctionalInterface
public interface Audit {
    /** Keeps nothing: for parts that run alone. */
    Audit NONE = (event, fields) -> {};

    /**
     * Keeps an entry. Returns at once, unless more is to be written than the disk takes: then it waits, and nothing is lost.
     *
     * @param event what kind of thing happened, one word
     * @param fields what is told of it, in this order: strings, numbers, booleans, lists and maps of these
     */
    void write(String event, Map<String, ?> fields);

    /**
     * Waits until all entries that were given to {@link #write} before are handed to the operating system, for ten seconds at
     * most. What cannot be written (a full disk) does not count.
     *
     * @return whether they are; not if the time is up, or the thread is interrupted, which it stays then
     */
    default boolean flush() {
        return true;
    }

    /**
     * Keeps an entry as {@link #write} does, but where it pushes out no others than these: for whoever causes too many.
     *
     * @param event as for {@link #write}
     * @param fields as for {@link #write}
     */
    default void writeExcess(String event, Map<String, ?> fields) {
        write(event, fields);
    }
}
