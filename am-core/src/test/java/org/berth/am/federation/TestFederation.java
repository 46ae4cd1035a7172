// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.berth.am.auth.Caller;
import org.berth.am.auth.Callers;
import org.berth.am.auth.PresentedCredential;
import org.berth.am.auth.SfaAuthority;
import org.berth.am.auth.credential.Privilege;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Gid;
import org.berth.rspec.Urn;

/**
 * Certificates and credentials for tests, right ones and wrong ones, made in code at the time of the given clock. The
 * root authority is {@code example.org}.
 */
public final class TestFederation {
    /** How long everything made here lasts, unless said otherwise. */
    public static final Duration LIFE = Duration.ofDays(30);

    /** All that an SFA slice credential can give, to be handed on. */
    public static final List<Privilege> EVERYTHING = List.of(new Privilege("*", true));

    /** Making a key takes longer than the rest of a test, so every federation uses the same ones, each once. */
    private static final List<KeyPair> KEYS = new ArrayList<>();

    private final InstantSource clock;
    private final Identity root;
    private int keysTaken;

    public TestFederation(InstantSource clock) {
        this.clock = clock;
        this.root = selfSigned("urn:publicid:IDN+example.org+authority+sa");
    }

    /** A key pair that this federation has not used yet. */
    public KeyPair newKeys() {
        synchronized (KEYS) {
            if (keysTaken == KEYS.size()) {
                KEYS.add(Keys.rsa());
            }
            return KEYS.get(keysTaken++);
        }
    }

    /** The root authority. */
    public Identity root() {
        return root;
    }

    /** The content of a certificate for a URN, to be bent to a test's needs. */
    public CertificateContent content(String urn) {
        return CertificateContent.of(Urn.parse(urn), clock.instant(), LIFE);
    }

    /** Somebody with a self-signed certificate. */
    public Identity selfSigned(String urn) {
        return CertificateIssue.selfSigned(content(urn), newKeys());
    }

    /** Somebody with a certificate from the issuer, who is not asked whether he may. */
    public Identity issue(Identity issuer, CertificateContent content) {
        return CertificateIssue.signed(content, newKeys(), issuer);
    }

    /** Somebody with a certificate from the issuer. */
    public Identity issue(Identity issuer, String urn) {
        return issue(issuer, content(urn));
    }

    /** A user {@code urn:publicid:IDN+example.org+user+name}, certified by the root. */
    public Identity user(String name) {
        return issue(root, "urn:publicid:IDN+example.org+user+" + name);
    }

    /** A slice {@code urn:publicid:IDN+example.org+slice+name}, certified by the root. */
    public Identity slice(String name) {
        return issue(root, "urn:publicid:IDN+example.org+slice+" + name);
    }

    /** A credential from the root that gives the owner everything on the target. */
    public String credential(Identity owner, Identity target) {
        return credential(root, owner, target, EVERYTHING, clock.instant().plus(LIFE));
    }

    /** Any credential, signed by anybody, with rsa-sha256. */
    public String credential(
            Identity signer, Identity owner, Identity target, List<Privilege> privileges, Instant expires) {
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256)
                .issue(new CredentialContent(owner.chain(), target.chain(), privileges, expires), signer);
    }

    /** A credential handed on by somebody, who is not asked whether it is his. */
    public String delegate(
            String credential,
            Identity from,
            Identity to,
            Identity target,
            List<Privilege> privileges,
            Instant expires) {
        return new CredentialSigner(SignatureAlgorithm.RSA_SHA256)
                .delegate(credential, new CredentialContent(to.chain(), target.chain(), privileges, expires), from);
    }

    /** An SFA credential as a client presents it. */
    public static PresentedCredential presented(String xml) {
        return new PresentedCredential("geni_sfa", "3", xml);
    }

    /** Somebody as the caller of a method. */
    public static Caller caller(Identity identity) {
        return Callers.of(identity.chain());
    }

    /** Somebody's certificate and URN. */
    public static Gid gid(Identity identity) {
        try {
            return Gid.of(identity.certificate());
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Trust in these authorities. */
    public static TrustAnchors trust(Identity... authorities) {
        return trust(Arrays.stream(authorities).map(Identity::certificate).toArray(X509Certificate[]::new));
    }

    /** Trust in these authorities. */
    public static TrustAnchors trust(X509Certificate... authorities) {
        try {
            List<Gid> anchors = new ArrayList<>();
            for (X509Certificate authority : authorities) {
                anchors.add(Gid.of(authority));
            }
            return TrustAnchors.of(1, anchors);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** An authority that trusts the root, at the federation's clock. */
    public SfaAuthority authority() {
        TrustAnchors anchors = trust(root);
        return new SfaAuthority(() -> anchors, clock);
    }
}
