// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.credential.Privilege;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.x509.GeneralName;

/** A small clearinghouse: issues certificates to users, slices and authorities below it, and credentials to users. */
public final class CertificateAuthority {
    /** The privileges that the GENI clearinghouse writes into user credentials. */
    private static final List<Privilege> USER_PRIVILEGES =
            List.of(new Privilege("refresh", false), new Privilege("resolve", false), new Privilege("info", false));

    private final Identity identity;
    private final InstantSource clock;
    private final CredentialSigner signer;

    /** An authority with the key and the chain that it has. */
    public CertificateAuthority(Identity identity, InstantSource clock, SignatureAlgorithm algorithm) {
        this.identity = identity;
        this.clock = clock;
        this.signer = new CredentialSigner(algorithm);
    }

    /**
     * A new authority with a new self-signed root.
     *
     * @param name the authority part of its URN, e.g. {@code example.org} or {@code example.org:trial}
     */
    public static CertificateAuthority root(String name, Duration life, InstantSource clock) {
        CertificateContent content = CertificateContent.of(authorityUrn(name), clock.instant(), life);
        return new CertificateAuthority(
                CertificateIssue.selfSigned(content, Keys.rsa()), clock, SignatureAlgorithm.RSA_SHA256);
    }

    /** Its key and certificates. */
    public Identity identity() {
        return identity;
    }

    /** The authority part of the URNs that it gives out. */
    public String name() {
        return identity.urn().authority();
    }

    /** A new authority below this one. */
    public CertificateAuthority subAuthority(String component, Duration life) {
        CertificateContent content =
                CertificateContent.of(authorityUrn(name() + ":" + component), clock.instant(), life);
        return new CertificateAuthority(
                CertificateIssue.signed(content, Keys.rsa(), identity), clock, SignatureAlgorithm.RSA_SHA256);
    }

    /** A new user with a new key. */
    public Identity user(String user, Optional<String> email, Duration life) {
        CertificateContent content = CertificateContent.of(new Urn(name(), "user", user), clock.instant(), life);
        if (email.isPresent()) {
            content = content.withName(new GeneralName(GeneralName.rfc822Name, email.get()));
        }
        return CertificateIssue.signed(content, Keys.rsa(), identity);
    }

    /** A new tool with a new key, to speak for users. */
    public Identity tool(String tool, Duration life) {
        CertificateContent content = CertificateContent.of(new Urn(name(), "tool", tool), clock.instant(), life);
        return CertificateIssue.signed(content, Keys.rsa(), identity);
    }

    /** The certificate chain of a new slice; nobody keeps its private key. */
    public List<X509Certificate> slice(String slice, Duration life) {
        CertificateContent content = CertificateContent.of(new Urn(name(), "slice", slice), clock.instant(), life);
        return CertificateIssue.chain(content, Keys.rsa().getPublic(), identity);
    }

    /** Issues the credential that proves a user's identity. */
    public String userCredential(List<X509Certificate> user, Instant expires) {
        return signer.issue(new CredentialContent(user, user, USER_PRIVILEGES, expires), identity);
    }

    /** Issues a credential that gives a user everything on a slice, and lets them hand it on. */
    public String sliceCredential(List<X509Certificate> owner, List<X509Certificate> slice, Instant expires) {
        return signer.issue(new CredentialContent(owner, slice, List.of(new Privilege("*", true)), expires), identity);
    }

    private static Urn authorityUrn(String name) {
        return new Urn(name, "authority", "sa");
    }
}
