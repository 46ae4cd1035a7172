// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.SliverStatus;
import org.berth.rspec.Urn;

/**
 * The use cases of the AM API, of all its versions, for callers that are already authorised. Nothing slow happens inside one: it writes what is
 * wanted and returns; workers carry it out.
 *
 * <p>Every refusal is an {@link org.berth.am.AmException} and has changed nothing; 3 if a target's slice is bound to another
 * trust anchor.
 *
 * <p>Best effort ({@code geni_best_effort}): slivers that cannot do it, and those that are unknown, expired or deleted, are
 * listed with an error beside those that were served; 12 if none of those named is known.
 */
public interface Slices {
    /**
     * The slice that owns the slivers.
     *
     * @param slivers at least one sliver URN
     * @param bestEffort whether one that is known is enough
     * @throws org.berth.am.AmException 12 if one is unknown, expired or deleted (with best effort: all of them); 1 if they
     *     are of different slices
     */
    Urn sliceOf(List<Urn> slivers, boolean bestEffort);

    /**
     * Checks that a slice was made under this trust anchor; one that is here without any is bound to it. A slice that has
     * nothing here may be anybody's.
     *
     * @param anchor the SHA-256 of a public key
     * @throws org.berth.am.AmException 3 if another anchor vouched for it
     */
    void requireAnchor(Urn slice, String anchor);

    /**
     * AM API v3, Allocate: reserves what a request asks for, all or nothing, for ten minutes or until {@code end} if that
     * is sooner.
     *
     * @param slice a whole slice, which is bound to the target's trust anchor if it is bound to none
     * @param request the request RSpec's text
     * @param end the wanted end; ignored if it is past
     * @return the slivers made by this call, and their manifest
     */
    Described allocate(Target slice, Requester requester, String request, Optional<Instant> end);

    /**
     * AM API v2, CreateSliver: {@link #allocate} and {@link #provision} at once, all or nothing.
     *
     * @param slice a whole slice, which is bound to the target's trust anchor if it is bound to none
     * @param end the wanted end; clipped to what is allowed, ignored if it is past
     * @return the slivers made by this call, and their manifest
     * @throws org.berth.am.AmException 17 if the slice has slivers
     */
    Described create(Target slice, Requester requester, String request, Optional<Instant> end, List<User> users);

    /**
     * Estimates what it takes to answer {@link #allocate} or {@link #create} with a manifest; nothing that is large is read.
     *
     * @param users of each sliver
     * @return bytes of memory
     */
    long manifestBytes(String request, List<User> users);

    /**
     * Estimates what it takes to answer {@link #describe} or {@link #provision} with a manifest; nothing that is large is
     * read.
     *
     * @param users who are added to the slivers
     * @return bytes of memory
     */
    long manifestBytes(Target target, List<User> users);

    /** AM API v3, Describe. A slice without slivers gives an empty manifest and no slivers. */
    Described describe(Target target);

    /**
     * AM API v3, Provision: what is allocated is wanted running from now on.
     *
     * @param end the wanted end; clipped to what is allowed, ignored if it is past
     * @return the slivers provisioned by this call (with best effort: all named, refused ones with an error), and the
     *     manifest of those provisioned
     */
    Described provision(
            Target target, Requester requester, Optional<Instant> end, List<User> users, boolean bestEffort);

    /** AM API v3, Status: at least one sliver, or 12. */
    default List<SliverStatus> status(Target target) {
        return status(target, false);
    }

    /** As {@link #status(Target)}; with best effort, unknown slivers are listed with an error. */
    List<SliverStatus> status(Target target, boolean bestEffort);

    /** Returns whether the slice was shut down, see {@link #shutdown}. */
    boolean isShutDown(Urn slice);

    /**
     * AM API v3, PerformOperationalAction.
     *
     * @param users the users of {@code geni_update_users}, empty for the other actions
     */
    List<SliverStatus> perform(Target target, OperationalAction action, List<User> users, boolean bestEffort);

    /**
     * AM API v3, Renew: sets the expiry, earlier or later than it was.
     *
     * @param asLateAsPossible {@code geni_extend_alap}: take the latest allowed time if {@code expires} is later than that
     * @throws org.berth.am.AmException 1 if {@code expires} is past; 7 if it is later than allowed
     */
    List<SliverStatus> renew(
            Target target, Requester requester, Instant expires, boolean asLateAsPossible, boolean bestEffort);

    /** AM API v3, Delete. The slivers are gone for the caller at once; their containers follow. */
    List<SliverStatus> delete(Target target, boolean bestEffort);

    /** AM API v3, Shutdown: stops everything, keeps everything, and refuses changes from now on. Twice is once. */
    void shutdown(Target slice);

    /**
     * The slivers as they are, for whoever keeps a record of what a call changes.
     *
     * @return those that are live; none if the slice has none
     */
    List<SliverStatus> asTheyAre(Target target);

    /**
     * The advertisement RSpec.
     *
     * @param availableOnly leave out hosts that can take nothing now
     */
    String advertisement(boolean availableOnly);
}
