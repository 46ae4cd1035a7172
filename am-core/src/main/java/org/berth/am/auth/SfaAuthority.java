package org.berth.am.auth;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.rspec.Urn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides by SFA credentials, versions 2 and 3. One credential must give everything; rights are not summed.
 *
 * <p>Safe for use by several threads.
 */
public final class SfaAuthority implements Authority {
    private static final Logger LOG = LoggerFactory.getLogger(SfaAuthority.class);
    private static final int MAX_CREDENTIALS = 32;
    private static final Set<String> VERSIONS = Set.of("1", "2", "3");

    private final Supplier<TrustAnchors> anchors;
    private final InstantSource clock;
    private final CredentialCache cache = new CredentialCache();

    /** @param anchors asked anew at each call */
    public SfaAuthority(Supplier<TrustAnchors> anchors, InstantSource clock) {
        this.anchors = anchors;
        this.clock = clock;
    }

    @Override
    public Grant authorize(Caller caller, List<PresentedCredential> credentials, Urn slice, Operation operation) {
        VerifiedCredential longest = passing(caller, credentials, found -> objection(found, slice, operation)).stream()
                .max(Comparator.comparing(VerifiedCredential::expires))
                .orElseThrow();
        return new Grant(longest.target(), caller.urn(), longest.expires());
    }

    @Override
    public void requireAnyValid(Caller caller, List<PresentedCredential> credentials) {
        passing(caller, credentials, found -> Optional.empty());
    }

    private static Optional<String> objection(VerifiedCredential found, Urn slice, Operation operation) {
        if (!found.target().hasType("slice") || !found.target().equals(slice)) {
            return Optional.of("it is for " + found.target() + ", not for " + slice);
        }
        if (!found.privileges().allow(operation)) {
            return Optional.of("none of its privileges ("
                    + Printable.of(String.join(
                            ", ",
                            found.privileges().list().stream()
                                    .map(Privilege::name)
                                    .toList()))
                    + ") includes " + operation.sfaName());
        }
        return Optional.empty();
    }

    /** The credentials that hold and to which there is no objection, at least one. */
    private List<VerifiedCredential> passing(
            Caller caller,
            List<PresentedCredential> credentials,
            Function<VerifiedCredential, Optional<String>> objection) {
        if (credentials.isEmpty()) {
            throw new AmException(GeniCode.BADARGS, "credentials is empty; at least one credential is needed");
        }
        if (credentials.size() > MAX_CREDENTIALS) {
            throw new AmException(
                    GeniCode.BADARGS, credentials.size() + " credentials, at most " + MAX_CREDENTIALS + " are taken");
        }
        if (!caller.urn().hasType("user")) {
            throw new AmException(
                    GeniCode.FORBIDDEN,
                    "credentials are for users, and the certificate of this connection is that of " + caller.urn());
        }
        List<VerifiedCredential> passing = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        boolean expired = false;
        Instant now = clock.instant();
        for (PresentedCredential credential : credentials) {
            try {
                passing.add(examine(caller, credential, objection, now));
            } catch (CredentialRefused e) {
                expired |= e.onlyExpired();
                reasons.add("credential " + (passing.size() + reasons.size() + 1) + ": " + e.reason());
            }
        }
        if (passing.isEmpty()) {
            throw new AmException(
                    expired ? GeniCode.EXPIRED : GeniCode.FORBIDDEN,
                    "no credential gives " + caller.urn() + " this right; " + String.join("; ", reasons));
        }
        reasons.forEach(reason -> LOG.debug("{}: passed over {}", caller.urn(), reason));
        return passing;
    }

    private VerifiedCredential examine(
            Caller caller,
            PresentedCredential credential,
            Function<VerifiedCredential, Optional<String>> objection,
            Instant now)
            throws CredentialRefused {
        requireUnderstood(credential);
        VerifiedCredential found = verified(credential.value(), now);
        if (!found.owner().equals(caller.urn())) {
            throw new CredentialRefused("it belongs to " + found.owner() + ", not to " + caller.urn());
        }
        Optional<String> reason = objection.apply(found);
        if (reason.isPresent()) {
            throw new CredentialRefused(reason.get());
        }
        // Last, so that whoever is told so knows that a fresh one would do.
        if (!now.isBefore(found.expires())) {
            throw CredentialRefused.expired("it expired at " + found.expires());
        }
        return found;
    }

    /** The label says how to read the text. Bare XML has none; for delegated credentials, omni's is "geni_unknown". */
    private static void requireUnderstood(PresentedCredential credential) throws CredentialRefused {
        String type = credential.type().strip().toLowerCase(Locale.ROOT);
        boolean understood = type.isEmpty()
                || type.equals("geni_unknown")
                || (type.equals("geni_sfa")
                        && VERSIONS.contains(credential.version().strip()));
        if (!understood) {
            throw new CredentialRefused("type '" + Printable.of(credential.type()) + "' version '"
                    + Printable.of(credential.version()) + "' is not understood; geni_sfa 2 and 3 are");
        }
        if (credential.value().length() > CredentialDocument.MAX_CHARACTERS) {
            throw new CredentialRefused("it has " + credential.value().length() + " characters, at most "
                    + CredentialDocument.MAX_CHARACTERS + " are taken");
        }
    }

    private VerifiedCredential verified(String text, Instant now) throws CredentialRefused {
        TrustAnchors current = anchors.get();
        String hash = CredentialCache.hash(text);
        Optional<VerifiedCredential> known = cache.find(hash, current, now);
        if (known.isPresent()) {
            return known.get();
        }
        VerifiedCredential found = CredentialVerifier.verify(text, current, now);
        cache.remember(hash, current, found, now);
        return found;
    }
}
