// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What an AM has answered with 0: of each sliver, what has to be so in the end. Where no answer came, both may be so, and what is
 * found then is what has to be so from then on.
 */
final class Promises {
    /** Nobody but the users of the beginning is let in. */
    static final String NO_KEY = "none";

    private static final String READY = "geni_ready";
    private static final String STOPPED = "geni_notready";

    private final Map<String, Sliver> slivers = new TreeMap<>();

    private static final class Sliver {
        private final String slice;
        private final Set<String> states = new HashSet<>(Set.of(READY));
        private final Set<String> keys = new HashSet<>(Set.of(NO_KEY));
        private int leastGeneration = 1;
        private int mostGeneration = 1;
        private boolean mayBeGone;
        private boolean touched = true;

        Sliver(String slice) {
            this.slice = slice;
        }
    }

    /** URNs of the slivers of a slice, in a fixed order. */
    List<String> of(String slice) {
        return slivers.entrySet().stream()
                .filter(entry -> entry.getValue().slice.equals(slice))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Provision was answered. */
    void provisioned(String slice, JsonNode answered) {
        answered.forEach(
                sliver -> slivers.computeIfAbsent(sliver.get("geni_sliver_urn").asText(), urn -> new Sliver(slice)));
    }

    /** Delete of a whole slice was answered, or was not. */
    void deleted(String slice, boolean answered) {
        if (answered) {
            slivers.values().removeIf(sliver -> sliver.slice.equals(slice));
        } else {
            slivers.values().stream()
                    .filter(sliver -> sliver.slice.equals(slice))
                    .forEach(sliver -> {
                        sliver.mayBeGone = true;
                        sliver.touched = true;
                    });
        }
    }

    /**
     * An action was answered, or was not.
     *
     * @param key that {@code geni_update_users} gave
     */
    void acted(String urn, String action, String key, boolean answered) {
        Sliver sliver = Objects.requireNonNull(slivers.get(urn));
        sliver.touched = true;
        promise(sliver.states, action.equals("geni_stop") ? STOPPED : READY, answered);
        switch (action) {
            case "geni_update_users" -> promise(sliver.keys, key, answered);
            case "geni_reload" -> {
                sliver.mostGeneration++;
                sliver.leastGeneration += answered ? 1 : 0;
            }
            default -> {
                // No more than its state is promised.
            }
        }
    }

    private static void promise(Set<String> possible, String value, boolean answered) {
        if (answered) {
            possible.clear();
        }
        possible.add(value);
    }

    /**
     * Checks all promises.
     *
     * @param found by URN, each provisioned sliver
     */
    void check(Map<String, Found> found) {
        slivers.entrySet().removeIf(entry -> entry.getValue().mayBeGone && !found.containsKey(entry.getKey()));
        assertThat(found.keySet()).as("slivers that were promised").containsAll(slivers.keySet());
        found.forEach((urn, now) -> check(urn, slivers.computeIfAbsent(urn, unknown -> new Sliver(now.slice())), now));
    }

    private static void check(String urn, Sliver promised, Found now) {
        if (!promised.touched) {
            return;
        }
        assertThat(promised.states).as("state of %s", urn).contains(now.state());
        assertThat(now.generation())
                .as("generation of %s", urn)
                .isBetween(promised.leastGeneration, promised.mostGeneration);
        if (now.state().equals(READY)) {
            assertThat(promised.keys)
                    .as("key in force of %s", urn)
                    .contains(now.key().get());
            promise(promised.keys, now.key().get(), true);
            promised.touched = false;
        }
        promise(promised.states, now.state(), true);
        promised.leastGeneration = now.generation();
        promised.mostGeneration = now.generation();
        promised.mayBeGone = false;
    }

    /**
     * A sliver as it is.
     *
     * @param generation of its container
     * @param key looks which key is in force
     */
    record Found(String slice, String state, int generation, Supplier<String> key) {}
}
