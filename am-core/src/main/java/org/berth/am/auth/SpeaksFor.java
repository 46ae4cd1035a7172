// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.credential.AbacStatement;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.SpeaksForProof;
import org.berth.am.auth.trust.ProofCache;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.rspec.Urn;

/**
 * Lets tools act for users who said so in an ABAC credential (GENI speaks-for). What fails is refused: a tool is never
 * served as itself where it meant to speak for somebody.
 */
final class SpeaksFor {
    /** Authorities and users act as tools in the federation, too. */
    private static final Set<String> TOOLS = Set.of("tool", "user", "authority");

    private static final Set<String> VERSIONS = Set.of("", "1", "1.0", "1.1");

    private final ProofCache<SpeaksForProof> cache = new ProofCache<>();

    /**
     * Returns the caller as one who acts for the user.
     *
     * @param tool a caller whose path to a trust anchor was checked
     * @throws AmException 3 if no credential lets them, with one reason per credential that is about this
     */
    Caller speaker(Caller tool, Urn user, List<PresentedCredential> credentials, TrustAnchors anchors, Instant now) {
        if (!TOOLS.contains(tool.urn().type().toLowerCase(Locale.ROOT))) {
            throw refused(tool, user, "only tools, authorities and users speak for somebody");
        }
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < credentials.size(); i++) {
            PresentedCredential credential = credentials.get(i);
            if (!isMeant(credential)) {
                continue;
            }
            try {
                String hash = Fingerprint.of(credential.value());
                SpeaksForProof proof = proof(hash, credential.value(), anchors, now);
                proof.check(user, tool.certificate(), now, new Checklist());
                return tool.speakingFor(user, hash, proof.anchor());
            } catch (CredentialRefused e) {
                reasons.add("credential " + (i + 1) + ": " + e.reason());
            }
        }
        throw refused(tool, user, reasons.isEmpty() ? "there is no geni_abac credential" : String.join("; ", reasons));
    }

    private static AmException refused(Caller tool, Urn user, String reason) {
        return new AmException(GeniCode.FORBIDDEN, tool.urn() + " may not speak for " + user + "; " + reason);
    }

    private static boolean isMeant(PresentedCredential credential) {
        String type = credential.type().strip().toLowerCase(Locale.ROOT);
        return type.equals("geni_abac")
                ? VERSIONS.contains(credential.version().strip())
                : (type.isEmpty() || type.equals("geni_unknown")) && AbacStatement.isLikely(credential.value());
    }

    private SpeaksForProof proof(String hash, String text, TrustAnchors anchors, Instant now) throws CredentialRefused {
        Optional<SpeaksForProof> known = cache.find(hash, anchors, now);
        if (known.isPresent()) {
            return known.get();
        }
        SpeaksForProof found = SpeaksForProof.verify(text, anchors, now, new Checklist());
        cache.remember(hash, anchors, found, now);
        return found;
    }
}
