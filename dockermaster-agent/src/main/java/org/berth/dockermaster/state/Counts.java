// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

/**
 * The progress of an AM's requests for a sliver.
 *
 * @param generation the generation that the counts are of
 * @param restarts carried out
 * @param userChanges the number of the last change that was asked for
 */
public record Counts(int generation, int restarts, int userChanges) {
    /** Those of a generation of which nothing is known. */
    public static Counts none(int generation) {
        return new Counts(generation, 0, 0);
    }

    /** The same after a restart. */
    public Counts restarted(int number) {
        return new Counts(generation, number, userChanges);
    }

    /** The same after a change of accounts was asked for. */
    public Counts changed(int number) {
        return new Counts(generation, restarts, number);
    }
}
