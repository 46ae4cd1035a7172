// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.time.Instant;
import org.berth.am.auth.trust.ProofCache;
import org.berth.rspec.Urn;

/**
 * What a credential proves once its signatures, paths and delegations hold. Whether it has run out, whose it is, and what
 * it is for remain to be asked at each call, see {@link Purpose}.
 *
 * @param owner who may use it
 * @param ownerAnchor the trust anchor that vouches for the owner
 * @param target what it is about
 * @param targetAnchor the trust anchor that vouches for the target, and for who issued the credential
 * @param privileges what it allows on the target
 * @param expires when the first of its levels runs out
 * @param goodUntil when the first certificate of its paths ceases to be taken: it must be verified anew then
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
