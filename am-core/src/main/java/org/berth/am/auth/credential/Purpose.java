// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.time.Instant;
import java.util.Optional;
import org.berth.rspec.Urn;

/**
 * The purpose that a verified credential is presented for. An empty part is not checked.
 *
 * @param user the user who wants to use it
 * @param anchor the trust anchor that vouches for that user
 * @param slice the slice that the user wants to act on
 * @param operation the operation that the user wants to carry out there
 */
public record Purpose(Optional<Urn> user, Optional<String> anchor, Optional<Urn> slice, Optional<Operation> operation) {
    /** Checks that the credential serves this purpose now; names the first reason why not. */
    public void check(VerifiedCredential found, Instant now, Checklist list) throws CredentialRefused {
        if (user.isPresent()) {
            list.reach(Rule.OWNER);
            if (!found.owner().equals(user.get())) {
                throw new CredentialRefused("it belongs to " + found.owner() + ", not to " + user.get());
            }
            if (anchor.isPresent() && !found.ownerAnchor().equals(anchor.get())) {
                throw new CredentialRefused("it belongs to another " + found.owner()
                        + ": the two are vouched for by two different trusted roots");
            }
        }
        if (slice.isPresent()) {
            list.reach(Rule.TARGET);
            if (!found.target().hasType("slice") || !found.target().equals(slice.get())) {
                throw new CredentialRefused("it is for " + found.target() + ", not for " + slice.get());
            }
        }
        if (operation.isPresent()) {
            list.reach(Rule.PRIVILEGES);
            if (!found.privileges().allow(operation.get())) {
                throw new CredentialRefused("none of its privileges ("
                        + found.privileges().names() + ") includes "
                        + operation.get().sfaName());
            }
        }
        // Last, so that whoever is told so knows that a fresh one would do.
        list.reach(Rule.EXPIRY);
        if (!now.isBefore(found.expires())) {
            throw CredentialRefused.expired("it expired at " + found.expires());
        }
    }
}
