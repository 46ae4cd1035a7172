// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.CredentialVerifier;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.credential.Purpose;
import org.berth.am.auth.credential.VerifiedCredential;
import org.berth.am.auth.trust.CertificatePath;
import org.berth.am.auth.trust.ProofCache;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by SFA credentials, versions 2 and 3. One credential must give everything; rights are not summed. ABAC
 * credentials give no right: they only let a tool speak for a user.
 *
 * <p>Safe for use by several threads.
 */
public final class SfaAuthority implements Authority {
    private static final Logger log = LoggerFactory.getLogger(SfaAuthority.class);
    private static final int MAX_CREDENTIALS = 32;
    private static final Set<String> VERSIONS = Set.of("1", "2", "3");

    private final Supplier<TrustAnchors> anchors;
    private final InstantSource clock;
    private final ProofCache<CertificatePath> admitted = new ProofCache<>();
    private final ProofCache<VerifiedCredential> verified = new ProofCache<>();
    private final SpeaksFor speaksFor = new SpeaksFor();

    /** @param anchors asked anew at each call */
    public SfaAuthority(Supplier<TrustAnchors> anchors, InstantSource clock) {
        this.anchors = anchors;
        this.clock = clock;
    }

    /** A credential that passed, and by what text. */
    private record Passed(VerifiedCredential credential, String hash) {}

    @Override
    public void admit(Caller caller) {
        CertificatePath unused = admitted(caller);
    }

    private CertificatePath admitted(Caller caller) {
        TrustAnchors current = anchors.get();
        Instant now = clock.instant();
        String hash = Fingerprint.of(caller.certificate());
        Optional<CertificatePath> known = admitted.find(hash, current, now);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            CertificatePath path = CertificatePath.find(
                    caller.certificate(),
                    caller.chain().subList(1, caller.chain().size()),
                    current,
                    now);
            admitted.remember(hash, current, path, now);
            return path;
        } catch (CertificateException e) {
            throw new AmException(
                    GeniCode.FORBIDDEN, "this connection's certificate is not taken any more: " + e.getMessage(), e);
        }
    }

    @Override
    public Caller speakingFor(Caller tool, Urn user, List<PresentedCredential> credentials) {
        admit(tool);
        requireCount(credentials);
        return speaksFor.speaker(tool, user, credentials, anchors.get(), clock.instant());
    }

    @Override
    public Grant authorize(Caller caller, List<PresentedCredential> credentials, Urn slice, Operation operation) {
        Purpose purpose = purpose(caller, Optional.of(slice), Optional.of(operation));
        Passed longest = passing(caller, credentials, purpose).stream()
                .max(Comparator.comparing(passed -> passed.credential().expires()))
                .orElseThrow();
        return new Grant(
                longest.credential().target(),
                caller.user(),
                longest.credential().expires(),
                longest.hash(),
                longest.credential().targetAnchor());
    }

    @Override
    public void requireAnyValid(Caller caller, List<PresentedCredential> credentials) {
        passing(caller, credentials, purpose(caller, Optional.empty(), Optional.empty()));
    }

    private Purpose purpose(Caller caller, Optional<Urn> slice, Optional<Operation> operation) {
        String anchor = caller.principal()
                .map(Caller.Principal::anchor)
                .orElseGet(() -> admitted(caller).anchor());
        return new Purpose(Optional.of(caller.user()), Optional.of(anchor), slice, operation);
    }

    /** The credentials that hold and serve the purpose, at least one. */
    private List<Passed> passing(Caller caller, List<PresentedCredential> credentials, Purpose purpose) {
        requireCount(credentials);
        if (!caller.user().hasType("user")) {
            throw new AmException(
                    GeniCode.FORBIDDEN,
                    "credentials are for users, and the certificate of this connection is that of " + caller.urn());
        }
        List<Passed> passing = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        boolean expired = false;
        Instant now = clock.instant();
        for (PresentedCredential credential : credentials) {
            try {
                passing.add(examine(credential, purpose, now));
            } catch (CredentialRefused e) {
                expired |= e.onlyExpired();
                reasons.add("credential " + (passing.size() + reasons.size() + 1) + ": " + e.reason());
            }
        }
        if (passing.isEmpty()) {
            throw new AmException(
                    expired ? GeniCode.EXPIRED : GeniCode.FORBIDDEN,
                    "no credential gives " + caller.user() + " this right; " + String.join("; ", reasons));
        }
        reasons.forEach(reason -> log.debug("{}: passed over {}", caller.user(), reason));
        return passing;
    }

    private static void requireCount(List<PresentedCredential> credentials) {
        if (credentials.isEmpty()) {
            throw new AmException(GeniCode.BADARGS, "credentials is empty; at least one credential is needed");
        }
        if (credentials.size() > MAX_CREDENTIALS) {
            throw new AmException(
                    GeniCode.BADARGS, credentials.size() + " credentials, at most " + MAX_CREDENTIALS + " are taken");
        }
    }

    private Passed examine(PresentedCredential credential, Purpose purpose, Instant now) throws CredentialRefused {
        requireUnderstood(credential);
        String hash = Fingerprint.of(credential.value());
        VerifiedCredential found = verified(hash, credential.value(), now);
        purpose.check(found, now, new Checklist());
        return new Passed(found, hash);
    }

    /** The label says how to read the text. Bare XML has none; for delegated credentials, omni's is "geni_unknown". */
    private static void requireUnderstood(PresentedCredential credential) throws CredentialRefused {
        String type = credential.type().strip().toLowerCase(Locale.ROOT);
        boolean understood = type.isEmpty()
                || type.equals("geni_unknown")
                || (type.equals("geni_sfa")
                        && VERSIONS.contains(credential.version().strip()));
        if (!understood) {
            throw new CredentialRefused("type '" + Printable.ascii(credential.type()) + "' version '"
                    + Printable.ascii(credential.version()) + "' is not understood; geni_sfa 2 and 3 are");
        }
    }

    private VerifiedCredential verified(String hash, String text, Instant now) throws CredentialRefused {
        TrustAnchors current = anchors.get();
        Optional<VerifiedCredential> known = verified.find(hash, current, now);
        if (known.isPresent()) {
            return known.get();
        }
        VerifiedCredential found = CredentialVerifier.verify(text, current, now, new Checklist());
        verified.remember(hash, current, found, now);
        return found;
    }
}
