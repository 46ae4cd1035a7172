// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.berth.am.auth.credential.AbacStatement;
import org.berth.am.auth.credential.Checklist;
import org.berth.am.auth.credential.CredentialRefused;
import org.berth.am.auth.credential.CredentialVerifier;
import org.berth.am.auth.credential.Operation;
import org.berth.am.auth.credential.Purpose;
import org.berth.am.auth.credential.Rule;
import org.berth.am.auth.credential.SpeaksForProof;
import org.berth.am.auth.credential.VerifiedCredential;
import org.berth.am.auth.trust.CertificatePath;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.CertificateRules;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.rspec.Urn;

/**
 * Explains an AM's decision: carries out the AM's own checks, and reports how far they went.
 *
 * @param anchors the authorities that it trusts
 * @param now the time of the decision
 * @param caller the certificates of the connection, the caller's own first, if that is to be checked
 * @param slice the slice that the call is about, if that is to be checked
 * @param operation what the call does there, if that is to be checked
 */
public record TrustCheck(
        TrustAnchors anchors,
        Instant now,
        Optional<Caller> caller,
        Optional<Urn> slice,
        Optional<Operation> operation) {
    private static final List<Rule> SFA = List.of(
            Rule.FORM,
            Rule.SIGNATURES,
            Rule.ALGORITHMS,
            Rule.SIGNED,
            Rule.TYPE,
            Rule.CERTIFICATES,
            Rule.SIGNER,
            Rule.DELEGATION,
            Rule.OWNER,
            Rule.TARGET,
            Rule.PRIVILEGES,
            Rule.EXPIRY);
    private static final List<Rule> ABAC = List.of(
            Rule.FORM,
            Rule.SIGNATURES,
            Rule.ALGORITHMS,
            Rule.SIGNED,
            Rule.TYPE,
            Rule.STATEMENT,
            Rule.SPEAKER,
            Rule.TOOL,
            Rule.EXPIRY);
    private static final List<Rule> CERTIFICATE = List.of(Rule.NAME, Rule.VALIDITY, Rule.PATH);

    /** Something that is taken, with what it says, or refused. */
    private interface Decision {
        String make(Checklist list) throws CredentialRefused, CertificateException;
    }

    /** The verdict on a text: a certificate in PEM, perhaps with its chain, or else a credential. */
    public Verdict of(String text) {
        return text.contains("-----BEGIN CERTIFICATE-----") && !text.contains("signed-credential>")
                ? certificate(text)
                : AbacStatement.isLikely(text) ? speaksFor(text) : credential(text);
    }

    private Verdict certificate(String text) {
        return decide("certificate", CERTIFICATE, list -> {
            list.reach(Rule.NAME);
            List<X509Certificate> chain = PemCertificates.parseFile(text);
            Gid gid = Gid.of(chain.get(0));
            list.reach(Rule.VALIDITY);
            CertificateRules.checkUsable(gid, now);
            list.reach(Rule.PATH);
            CertificatePath path = CertificatePath.find(chain.get(0), chain.subList(1, chain.size()), anchors, now);
            return " of " + gid.urn() + ", sha256:" + Fingerprint.of(chain.get(0)) + ", taken until "
                    + path.goodUntil();
        });
    }

    private Verdict credential(String text) {
        return decide("SFA credential", SFA, list -> {
            VerifiedCredential found = CredentialVerifier.verify(text, anchors, now, list);
            new Purpose(caller.map(Caller::user), caller.flatMap(this::anchor), slice, operation)
                    .check(found, now, list);
            return " of " + found.owner() + " for " + found.target() + ", until " + found.expires() + ", allows "
                    + allowed(found);
        });
    }

    /** Returns the trust anchor of a caller's certificate; empty if its path leads to none. */
    private Optional<String> anchor(Caller presenting) {
        List<X509Certificate> chain = presenting.chain();
        try {
            return Optional.of(CertificatePath.find(chain.get(0), chain.subList(1, chain.size()), anchors, now)
                    .anchor());
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    private static String allowed(VerifiedCredential found) {
        String names = Arrays.stream(Operation.values())
                .filter(found.privileges()::allow)
                .map(Operation::sfaName)
                .collect(Collectors.joining(", "));
        return names.isEmpty() || !found.target().hasType("slice") ? "no call on a slice" : names;
    }

    private Verdict speaksFor(String text) {
        return decide("ABAC credential", ABAC, list -> {
            SpeaksForProof found = SpeaksForProof.verify(text, anchors, now, list);
            found.requireUser();
            if (caller.isPresent()) {
                found.checkTool(caller.get().certificate(), list);
            }
            found.checkExpiry(now, list);
            return " of " + found.user() + ", lets the key " + found.toolKeyId() + " speak for him until "
                    + found.expires();
        });
    }

    private static Verdict decide(String what, List<Rule> rules, Decision decision) {
        Checklist list = new Checklist();
        try {
            return Verdict.of(what + decision.make(list), rules, list, Optional.empty());
        } catch (CredentialRefused | CertificateException e) {
            return Verdict.of(what, rules, list, Optional.of(String.valueOf(e.getMessage())));
        }
    }
}
