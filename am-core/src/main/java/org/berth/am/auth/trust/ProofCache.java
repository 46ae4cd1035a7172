// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The proofs that were verified before, by a SHA-256. Forgets the least recently used, all when the anchors or the
 * deny-list change, and each when it ceases to be good. Refusals are not remembered: roots and clocks change.
 */
public final class ProofCache<P extends ProofCache.Proof> {
    private static final int CAPACITY = 4096;

    private final Map<String, P> byHash = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, P> eldest) {
            return size() > CAPACITY;
        }
    };
    private long anchorsVersion;

    /** Something that was verified, and holds for a while. */
    public interface Proof {
        /** Returns whether the proof still holds, the anchors being the same. */
        boolean isGood(Instant now);
    }

    /** Returns the proof that was verified with these anchors, if there is one. */
    public synchronized Optional<P> find(String hash, TrustAnchors anchors, Instant now) {
        if (anchors.version() > anchorsVersion) {
            byHash.clear();
            anchorsVersion = anchors.version();
        }
        P found = anchors.version() == anchorsVersion ? byHash.get(hash) : null;
        if (found != null && !found.isGood(now)) {
            byHash.remove(hash);
            return Optional.empty();
        }
        return Optional.ofNullable(found);
    }

    /** Remembers a proof, unless it has run out or the anchors that it was verified with have changed since. */
    public synchronized void remember(String hash, TrustAnchors anchors, P proof, Instant now) {
        if (anchors.version() == anchorsVersion && proof.isGood(now)) {
            byHash.put(hash, proof);
        }
    }
}
