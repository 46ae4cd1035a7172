// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.berth.am.AmException;
import org.berth.am.sliver.Sliver;
import org.berth.am.sliver.SliverStatus;

/** All-or-nothing and best effort (AM API v3, {@code geni_best_effort}). */
final class AllOrNothing {
    private AllOrNothing() {}

    /**
     * Takes a step for each sliver, inside one transaction. Without best effort the first refusal is thrown, which rolls
     * the transaction back; with it, a refused sliver stays as it is and says why in its error.
     *
     * @param chosen the slivers; what else was named comes behind their results, as refused
     * @param now the time of the call
     * @param step checks first and writes last
     */
    static List<SliverStatus> each(
            Selection.Chosen chosen, Instant now, boolean bestEffort, Function<Sliver, SliverStatus> step) {
        List<SliverStatus> results = new ArrayList<>();
        for (Sliver sliver : chosen.slivers()) {
            try {
                results.add(step.apply(sliver));
            } catch (AmException refusal) {
                if (!bestEffort) {
                    throw refusal;
                }
                results.add(sliver.status().withError(String.valueOf(refusal.getMessage())));
            }
        }
        results.addAll(chosen.refusals(now));
        return results;
    }
}
