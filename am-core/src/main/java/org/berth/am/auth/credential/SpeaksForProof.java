// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.trust.CertificatePath;
import org.berth.am.auth.trust.ProofCache;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.base.Printable;
import org.berth.rspec.Urn;

/**
 * The proof of a speaks-for credential once its signature and its signer's path hold: a user lets the holder of a key
 * act for them. Each call still checks that it is the caller's key and the user that the caller names.
 *
 * @param user the user who signed it
 * @param anchor the trust anchor that vouches for that user
 * @param toolKeyId the key that may speak for the user
 * @param expires the time at which it expires
 * @param goodUntil the time at which the first certificate of the signer's path ceases to be accepted
 */
public record SpeaksForProof(Urn user, String anchor, String toolKeyId, Instant expires, Instant goodUntil)
        implements ProofCache.Proof {
    /** Verifies a credential's text, except for its own expiry; names its first fault. */
    public static SpeaksForProof verify(String text, TrustAnchors anchors, Instant now, Checklist list)
            throws CredentialRefused {
        list.reach(Rule.FORM);
        SignedDocument document = SignedDocument.parse(text);
        AbacStatement statement = AbacStatement.read(document.credential());
        SignatureBlock signature =
                document.signaturesOf(List.of(statement.signed()), list).get(0);
        list.reach(Rule.SIGNED);
        X509Certificate signer = SignatureCheck.signer(statement.signed(), signature);
        list.reach(Rule.TYPE);
        if (!statement.type().equals("abac")) {
            throw new CredentialRefused("its type is '" + Printable.ascii(statement.type())
                    + "', only 'abac' lets somebody speak for another");
        }
        list.reach(Rule.STATEMENT);
        requireSpeaksFor(statement, Fingerprint.keyId(signer.getPublicKey()));
        list.reach(Rule.SPEAKER);
        try {
            CertificatePath path = CertificatePath.find(signer, signature.certificates(), anchors, now);
            return new SpeaksForProof(
                    path.leaf().urn(), path.anchor(), statement.tail().keyId(), statement.expires(), path.goodUntil());
        } catch (CertificateException e) {
            throw new CredentialRefused("signer: " + e.getMessage());
        }
    }

    private static void requireSpeaksFor(AbacStatement statement, String signer) throws CredentialRefused {
        AbacStatement.Principal head = statement.head();
        AbacStatement.Principal tail = statement.tail();
        if (!head.keyId().equals(signer)) {
            throw new CredentialRefused("its head is the key '" + Printable.ascii(head.keyId())
                    + "', and not the one that signed it, " + signer);
        }
        String role = "speaks_for_" + signer;
        if (!head.role().equals(Optional.of(role)) || head.linkingRole().isPresent()) {
            throw new CredentialRefused("the role of its head is '"
                    + Printable.ascii(head.role().orElse("")) + "', and not '" + role + "'");
        }
        if (tail.role().isPresent() || tail.linkingRole().isPresent()) {
            throw new CredentialRefused("its tail is a role; only one key may speak for somebody");
        }
        if (!tail.keyId().matches("[0-9a-f]{40}")) {
            throw new CredentialRefused("its tail is the key '" + Printable.ascii(tail.keyId())
                    + "'; a key is named by 40 hexadecimal digits in lower case");
        }
    }

    /**
     * Checks that it is this tool's, and lets it speak for this user now; names the first reason why not.
     *
     * @param tool the certificate of the connection
     */
    public void check(Urn wanted, X509Certificate tool, Instant now, Checklist list) throws CredentialRefused {
        list.reach(Rule.SPEAKER);
        requireUser();
        if (!user.equals(wanted)) {
            throw new CredentialRefused("it was signed by " + user + ", and not by " + wanted);
        }
        checkTool(tool, list);
        checkExpiry(now, list);
    }

    /** Checks that somebody signed it for whom one can speak. */
    public void requireUser() throws CredentialRefused {
        if (!user.hasType("user")) {
            throw new CredentialRefused("it was signed by " + user + "; only users are spoken for");
        }
    }

    /** Checks that it is this tool's. */
    public void checkTool(X509Certificate tool, Checklist list) throws CredentialRefused {
        list.reach(Rule.TOOL);
        String key = Fingerprint.keyId(tool.getPublicKey());
        if (!toolKeyId.equals(key)) {
            throw new CredentialRefused(
                    "it is for the key " + toolKeyId + ", and the key of this connection's certificate is " + key);
        }
    }

    /** Checks that it has not run out. */
    public void checkExpiry(Instant now, Checklist list) throws CredentialRefused {
        list.reach(Rule.EXPIRY);
        if (!now.isBefore(expires)) {
            throw CredentialRefused.expired("it expired at " + expires);
        }
    }

    @Override
    public boolean isGood(Instant now) {
        return now.isBefore(expires) && !now.isAfter(goodUntil);
    }
}
