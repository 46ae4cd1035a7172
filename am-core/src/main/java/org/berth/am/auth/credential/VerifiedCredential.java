// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.time.Instant;
import org.berth.am.auth.trust.ProofCache;
import org.berth.rspec.Urn;

/**
 * The proof of a credential once its signatures, paths and delegations hold. Each call still checks its expiry, owner
 * and target, see {@link Purpose}.
 *
 * @param owner the user who may use it
 * @param ownerAnchor the trust anchor that vouches for the owner
 * @param target the URN that it is about
 * @param targetAnchor the trust anchor that vouches for the target and for the issuer of the credential
 * @param privileges the privileges on the target
 * @param expires the time at which the first of its levels expires
 * @param goodUntil the time at which the first certificate of its paths ceases to be accepted: it must be verified
 *     anew then
 */
public record VerifiedCredential(
        Urn owner,
        String ownerAnchor,
        Urn target,
        String targetAnchor,
        Privileges privileges,
        Instant expires,
        Instant goodUntil)
        implements ProofCache.Proof {
    @Override
    public boolean isGood(Instant now) {
        return now.isBefore(expires) && !now.isAfter(goodUntil);
    }
}
