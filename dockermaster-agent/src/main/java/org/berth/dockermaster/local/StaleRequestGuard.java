// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.SliverSpec;
import org.berth.dockermaster.state.Counts;
import org.berth.dockermaster.state.HostState;

/**
 * Tells requests that come late, or again, by what an AM counts: generations, restarts and changes of accounts. To be asked
 * under the sliver's lock. A host that has lost its state takes what comes.
 */
final class StaleRequestGuard {
    private final HostState state;

    StaleRequestGuard(HostState state) {
        this.state = state;
    }

    private Counts counts(String sliver, int generation) {
        return state.counts(sliver)
                .filter(known -> known.generation() == generation)
                .orElse(Counts.none(generation));
    }

    /** Refuses a request for a generation that was replaced by a later one. */
    static void requireGeneration(String step, String sliver, int generation, int known) {
        if (known > generation) {
            throw late(step + ": generation " + generation + " of sliver " + sliver + " was replaced by " + known);
        }
    }

    /**
     * Returns whether a restart is still to be carried out.
     *
     * @param number which one; 0 for once more
     */
    boolean isRestartDue(String sliver, int generation, int number) {
        int carriedOut = counts(sliver, generation).restarts();
        if (number > 0 && number < carriedOut) {
            throw late("restarting: restart " + number + " of sliver " + sliver + " comes late, after " + carriedOut);
        }
        return number == 0 || number > carriedOut;
    }

    /** Fails if a restart could not be kept: it would be carried out again and again until it can. */
    void requireWritable(String sliver, int generation) {
        state.keepCounts(sliver, counts(sliver, generation));
    }

    void keepRestart(String sliver, int generation, int number) {
        if (number > 0) {
            state.keepCounts(sliver, counts(sliver, generation).restarted(number));
        }
    }

    /** Refuses accounts that were changed since, also by a request that has failed. */
    void requireLastUsers(SliverSpec spec) {
        requireLastUsers("reserving a port", spec.sliver(), spec.generation(), spec.userChanges());
    }

    void keepUsers(SliverSpec spec) {
        state.keepCounts(spec.sliver(), counts(spec.sliver(), spec.generation()).changed(spec.userChanges()));
    }

    /** The same for a change of accounts, and keeps that it was asked for. */
    void takeUsers(String sliver, int generation, int number) {
        if (number > 0) {
            requireLastUsers("changing the accounts", sliver, generation, number);
            state.keepCounts(sliver, counts(sliver, generation).changed(number));
        }
    }

    /** Refuses accounts of a change that is not the last one. */
    void requireLastUsers(String step, String sliver, int generation, int number) {
        int known = counts(sliver, generation).userChanges();
        if (number < known) {
            throw late(step + ": change " + number + " of the accounts of sliver " + sliver + " comes late, after "
                    + known);
        }
    }

    private static DockerMasterException late(String message) {
        return new DockerMasterException(Kind.GONE, message);
    }
}
