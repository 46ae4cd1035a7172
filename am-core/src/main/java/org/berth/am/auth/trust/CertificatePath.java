// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.x509.CertificateRules;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.NameConstraints;
import org.berth.base.Printable;
import org.jspecify.annotations.Nullable;

/**
 * A proved way from a certificate up to a trust anchor.
 *
 * <p>The JDK's own PKIX cannot apply GENI's name-space rule, and fails on roots that share issuer and serial number, which
 * test authorities do; so the path is built here.
 *
 * @param leaf the certificate that was asked about
 * @param anchor by what is bound to it: the trust anchor at the upper end, see {@link AcceptedRoots}
 * @param goodUntil when the first certificate of the path ceases to be taken
 */
public record CertificatePath(Gid leaf, String anchor, Instant goodUntil) implements ProofCache.Proof {
    /** Certificates in a path, leaf and anchor included. */
    static final int MAX_LENGTH = 8;

    /** Signatures looked at in one search; honest chains need one or two per certificate. */
    static final int MAX_SIGNATURES = 64;

    /**
     * Finds the shortest path that satisfies every rule on every link. An anchor is trusted by itself.
     *
     * @param others certificates that came along, in any order; untrusted, and wrong ones do no harm
     * @throws CertificateException with a sentence that says which rule failed where
     */
    public static CertificatePath find(
            X509Certificate leaf, Collection<X509Certificate> others, TrustAnchors anchors, Instant now)
            throws CertificateException {
        Gid gid = Gid.of(leaf);
        CertificateRules.checkUsable(gid, now);
        anchors.denied().check(gid);
        return new Search(others, anchors, now).from(gid);
    }

    @Override
    public boolean isGood(Instant now) {
        return !now.isAfter(goodUntil);
    }

    /**
     * Breadth first: the shortest path is the one that path length limits allow if any is. Each certificate is entered
     * once and the signatures are counted, so that many certificates that seem to sign each other cost little.
     */
    private static final class Search {
        private final Collection<X509Certificate> others;
        private final TrustAnchors anchors;
        private final Instant now;
        private final Set<X509Certificate> entered = new HashSet<>();
        private int signatures;
        private @Nullable CertificateException obstacle;

        /** @param path the certificates up to this one, the leaf first */
        private record Step(Gid gid, Instant goodUntil, List<X509Certificate> path) {
            Step above(Gid issuer, Instant until) {
                List<X509Certificate> longer = new ArrayList<>(path);
                longer.add(issuer.certificate());
                return new Step(issuer, until, longer);
            }
        }

        Search(Collection<X509Certificate> others, TrustAnchors anchors, Instant now) {
            this.others = others;
            this.anchors = anchors;
            this.now = now;
        }

        CertificatePath from(Gid leaf) throws CertificateException {
            List<Step> steps = List.of(
                    new Step(leaf, CertificateRules.goodUntil(leaf.certificate()), List.of(leaf.certificate())));
            entered.add(leaf.certificate());
            for (int below = 0; below < MAX_LENGTH && !steps.isEmpty(); below++) {
                for (Step step : steps) {
                    Optional<Step> end = reachesAnchor(step, below);
                    if (end.isPresent()) {
                        return new CertificatePath(
                                leaf, anchors.group(end.get().gid()), end.get().goodUntil());
                    }
                }
                steps = issuersOf(steps, below);
            }
            if (obstacle != null) {
                throw obstacle;
            }
            throw new CertificateException("no trusted root leads to " + leaf.urn() + ", whose issuer is '"
                    + Printable.ascii(
                            leaf.certificate().getIssuerX500Principal().getName()) + "'");
        }

        private Optional<Step> reachesAnchor(Step step, int below) {
            if (anchors.contains(step.gid())) {
                return Optional.of(step);
            }
            if (below + 1 == MAX_LENGTH) {
                return Optional.empty();
            }
            for (Gid anchor : anchors.named(step.gid().certificate().getIssuerX500Principal())) {
                if (issued(anchor, step, below)) {
                    return Optional.of(step.above(anchor, earlier(step.goodUntil(), anchor)));
                }
            }
            return Optional.empty();
        }

        private List<Step> issuersOf(List<Step> steps, int below) {
            List<Step> found = new ArrayList<>();
            for (Step step : steps) {
                for (X509Certificate other : others) {
                    if (!other.getSubjectX500Principal()
                                    .equals(step.gid().certificate().getIssuerX500Principal())
                            || entered.contains(other)) {
                        continue;
                    }
                    try {
                        Gid issuer = Gid.of(other);
                        if (issued(issuer, step, below)) {
                            entered.add(other);
                            found.add(step.above(issuer, earlier(step.goodUntil(), issuer)));
                        }
                    } catch (CertificateException e) {
                        obstructed(e);
                    }
                }
            }
            return found;
        }

        /** Returns whether this issuer's key made the subject's signature, and was allowed to. */
        private boolean issued(Gid issuer, Step step, int below) {
            Gid subject = step.gid();
            if (++signatures > MAX_SIGNATURES) {
                obstructed(new CertificateException("too many certificates could be the issuer of " + subject.urn()));
                return false;
            }
            try {
                CertificateRules.checkVerifiable(issuer.certificate());
                subject.certificate().verify(issuer.certificate().getPublicKey());
            } catch (GeneralSecurityException e) {
                return false; // another authority of the same name
            }
            try {
                CertificateRules.checkSignatureAlgorithm(subject);
                CertificateRules.checkMayIssue(issuer, subject, below);
                CertificateRules.checkUsable(issuer, now);
                NameConstraints.check(issuer, step.path());
                anchors.denied().check(issuer);
                return true;
            } catch (CertificateException e) {
                obstructed(e);
                return false;
            }
        }

        /** Of what stood in the way, the last is told, but rather that somebody is denied. */
        private void obstructed(CertificateException reason) {
            if (!(obstacle instanceof DenyList.DeniedException)) {
                obstacle = reason;
            }
        }

        private static Instant earlier(Instant goodUntil, Gid gid) {
            Instant other = CertificateRules.goodUntil(gid.certificate());
            return other.isBefore(goodUntil) ? other : goodUntil;
        }
    }
}
