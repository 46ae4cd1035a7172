// SPDX-License-Identifier: Apache-2.0
package org.berth.am.sliver;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.berth.am.store.SliverRow;

/** The conditions of a sliver: each at most once, with a text for people and since when it holds. Immutable. */
public final class Conditions {
    /** The most characters that a condition may have; the table accepts no more. */
    static final int LONGEST_TEXT = 16 * 1024;

    private final Map<Condition, SliverRow.Condition> held;

    private Conditions(Map<Condition, SliverRow.Condition> held) {
        this.held = held;
    }

    /** Returns the conditions of a sliver's row. */
    static Conditions of(SliverRow row) {
        Map<Condition, SliverRow.Condition> held = new EnumMap<>(Condition.class);
        row.conditions().forEach(condition -> held.put(Condition.stored(condition.name()), condition));
        return new Conditions(held);
    }

    /** Returns whether a condition holds. */
    public boolean has(Condition condition) {
        return held.containsKey(condition);
    }

    /** Returns the text of a condition, if it holds. */
    public Optional<String> text(Condition condition) {
        return Optional.ofNullable(held.get(condition)).map(SliverRow.Condition::text);
    }

    /**
     * Returns these conditions with another, or with another text of one that holds already, which keeps its time. Of those
     * that say why the container is not as desired, it replaces the one before.
     *
     * @param text cut off where it is longer than {@value #LONGEST_TEXT} characters
     */
    public Conditions with(Condition condition, String text, Instant now) {
        Instant since = Optional.ofNullable(held.get(condition))
                .map(SliverRow.Condition::since)
                .orElse(now);
        Conditions changed =
                condition.isCause() ? without(other -> other.isCause() && other != condition) : without(other -> false);
        changed.held.put(
                condition,
                new SliverRow.Condition(
                        condition.storedName(), text.substring(0, Math.min(text.length(), LONGEST_TEXT)), since));
        return changed;
    }

    /** Returns these conditions without some. */
    public Conditions without(Predicate<Condition> ended) {
        Map<Condition, SliverRow.Condition> rest = new EnumMap<>(Condition.class);
        held.forEach((condition, row) -> {
            if (!ended.test(condition)) {
                rest.put(condition, row);
            }
        });
        return new Conditions(rest);
    }

    /** Returns them as {@code geni_error}, empty if there are none. For people: no program logic reads it. */
    public String sentence() {
        return held.values().stream().map(SliverRow.Condition::text).collect(Collectors.joining("; "));
    }

    /** Returns them as stored. */
    List<SliverRow.Condition> rows() {
        return List.copyOf(held.values());
    }
}
