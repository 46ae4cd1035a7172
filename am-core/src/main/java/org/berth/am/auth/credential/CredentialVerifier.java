// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.berth.am.auth.trust.CertificatePath;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.CertificateRules;
import org.berth.am.auth.x509.Gid;
import org.berth.rspec.Urn;

/**
 * Verifies one SFA credential: its structure, the signature of every level, the path of every certificate in it to a trust
 * anchor, the authority of its issuer over its target, and every delegation.
 */
public final class CredentialVerifier {
    private final CredentialDocument document;
    private final Set<X509Certificate> pool;
    private final TrustAnchors anchors;
    private final Instant now;
    private final Checklist list;
    private final Map<X509Certificate, CertificatePath> paths = new HashMap<>();
    private Instant goodUntil = Instant.MAX;

    private CredentialVerifier(CredentialDocument document, TrustAnchors anchors, Instant now, Checklist list) {
        this.document = document;
        this.pool = document.certificates();
        this.anchors = anchors;
        this.now = now;
        this.list = list;
    }

    /** Verifies a credential's text, except for its own expiry; names its first fault. */
    public static VerifiedCredential verify(String text, TrustAnchors anchors, Instant now, Checklist list)
            throws CredentialRefused {
        return new CredentialVerifier(CredentialDocument.parse(text, list), anchors, now, list).verify();
    }

    private VerifiedCredential verify() throws CredentialRefused {
        list.reach(Rule.SIGNED);
        List<X509Certificate> signers = new ArrayList<>();
        for (int i = 0; i < document.levels().size(); i++) {
            signers.add(SignatureCheck.signer(
                    document.levels().get(i).signed(), document.signatures().get(i)));
        }
        list.reach(Rule.TYPE);
        for (CredentialLevel level : document.levels()) {
            level.requireType();
        }
        list.reach(Rule.CERTIFICATES);
        List<ProvedLevel> levels = new ArrayList<>();
        for (int i = 0; i < signers.size(); i++) {
            levels.add(prove(document.levels().get(i), signers.get(i)));
        }
        list.reach(Rule.SIGNER);
        ProvedLevel issued = levels.get(levels.size() - 1);
        requireAuthority(issued.signer(), issued.target());
        list.reach(Rule.DELEGATION);
        for (int i = 0; i + 1 < levels.size(); i++) {
            Delegation.check(levels.get(i), levels.get(i + 1));
        }
        ProvedLevel credential = levels.get(0); // delegation never outlasts its parent, so the first level ends first
        return new VerifiedCredential(
                credential.owner().urn(),
                anchor("owner_gid", credential.owner()),
                credential.target().urn(),
                anchor("target_gid", credential.target()),
                credential.privileges(),
                credential.expires(),
                goodUntil);
    }

    private ProvedLevel prove(CredentialLevel level, X509Certificate signer) throws CredentialRefused {
        Gid owner = proveGid("owner_gid", level.owner().get(0), level.ownerUrn());
        Gid target = proveGid("target_gid", level.target().get(0), level.targetUrn());
        return new ProvedLevel(signer, owner, target, Privileges.on(target.urn(), level.privileges()), level.expires());
    }

    private Gid proveGid(String field, X509Certificate certificate, Optional<Urn> claimed) throws CredentialRefused {
        Gid gid = provePath(field, certificate);
        if (claimed.isPresent() && !claimed.get().equals(gid.urn())) {
            throw new CredentialRefused(
                    field + " is the certificate of " + gid.urn() + ", but its text says " + claimed.get());
        }
        return gid;
    }

    private String anchor(String what, Gid proved) throws CredentialRefused {
        return path(what, proved.certificate()).anchor();
    }

    private Gid provePath(String what, X509Certificate certificate) throws CredentialRefused {
        return path(what, certificate).leaf();
    }

    private CertificatePath path(String what, X509Certificate certificate) throws CredentialRefused {
        CertificatePath known = paths.get(certificate);
        if (known != null) {
            return known;
        }
        try {
            CertificatePath path = CertificatePath.find(certificate, pool, anchors, now);
            goodUntil = path.goodUntil().isBefore(goodUntil) ? path.goodUntil() : goodUntil;
            paths.put(certificate, path);
            return path;
        } catch (CertificateException e) {
            throw new CredentialRefused(what + ": " + e.getMessage());
        }
    }

    private void requireAuthority(X509Certificate certificate, Gid target) throws CredentialRefused {
        Gid signer = provePath("signer", certificate);
        if (!signer.mayIssue()) {
            throw new CredentialRefused(signer.urn() + " signed it, but is no authority (CA:TRUE, type authority)");
        }
        try {
            CertificateRules.checkNameSpace(signer.urn(), target.urn());
        } catch (CertificateException e) {
            throw new CredentialRefused("signer: " + e.getMessage());
        }
        // Names may lie in each other under two roots; what one vouches for is not the other's to give away.
        if (!anchor("signer", signer).equals(anchor("target_gid", target))) {
            throw new CredentialRefused("signer: " + signer.urn() + " and " + target.urn()
                    + " are vouched for by two different trusted roots");
        }
    }
}
