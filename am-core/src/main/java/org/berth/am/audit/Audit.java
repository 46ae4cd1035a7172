package org.berth.am.audit;

import java.util.Map;

/** Where it is kept what changed, and who changed it. Safe for use by many threads. */
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
}
