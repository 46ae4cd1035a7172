package org.berth.am.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials verified before, by the SHA-256 of their text. Forgets the least recently used, all when the anchors change,
 * and each when it or a certificate of its paths runs out. Refusals are not remembered: roots and clocks change.
 */
final class CredentialCache {
    private static final int CAPACITY = 4096;

    private final Map<String, VerifiedCredential> byHash = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, VerifiedCredential> eldest) {
            return size() > CAPACITY;
        }
    };
    private long anchorsVersion;

    /** The credential as it was verified with these anchors, if it was. */
    synchronized Optional<VerifiedCredential> find(String hash, TrustAnchors anchors, Instant now) {
        if (anchors.version() > anchorsVersion) {
            byHash.clear();
            anchorsVersion = anchors.version();
        }
        VerifiedCredential found = anchors.version() == anchorsVersion ? byHash.get(hash) : null;
        if (found != null && !isGood(found, now)) {
            byHash.remove(hash);
            return Optional.empty();
        }
        return Optional.ofNullable(found);
    }

    /** Remembers a credential, unless it has run out or the anchors that it was verified with have changed since. */
    synchronized void remember(String hash, TrustAnchors anchors, VerifiedCredential credential, Instant now) {
        if (anchors.version() == anchorsVersion && isGood(credential, now)) {
            byHash.put(hash, credential);
        }
    }

    private static boolean isGood(VerifiedCredential credential, Instant now) {
        return now.isBefore(credential.expires()) && !now.isAfter(credential.goodUntil());
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
