// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.berth.base.Printable;

/**
 * The rules of certificates between an AM and its agents. All are issued by the AM's own authority for its hosts, with no
 * authority between. The authority and the AM's certificate name the AM's URN; an agent's names its host's.
 *
 * <p>Names of machines are not compared: agents are called at addresses that may change, and the AM knows each by its key.
 */
public final class HostCertificates {
    /** The validity of the certificates of AM and agents. */
    public static final Duration LIFE = Duration.ofDays(90);

    /** The validity of the authority's own certificate. */
    public static final Duration AUTHORITY_LIFE = Duration.ofDays(3652);

    /** The time before it is made from which a certificate is valid, for machines whose clocks are behind. */
    public static final Duration BACKDATED = Duration.ofHours(1);

    /** Extended key usage of agents' certificates: id-kp-serverAuth (RFC 5280, 4.2.1.12). */
    public static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    /** Extended key usage of the AM's certificate: id-kp-clientAuth (RFC 5280, 4.2.1.12). */
    public static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    private static final int SAN_URI = 6;
    /** The present one and its successor. */
    private static final int MOST_AUTHORITIES = 2;

    private HostCertificates() {}

    /**
     * Refuses all but the AM itself.
     *
     * @param peer what the other end showed, and has proved to have the key of
     * @param own the agent's identity
     * @throws CertificateException with a sentence that says why
     */
    public static void requireAm(X509Certificate peer, PeerIdentity own, Instant now) throws CertificateException {
        X509Certificate authority = authorityOf(peer, own);
        requireIssued(peer, authority, CLIENT_AUTH, "that of an AM", now);
        requireOfAm(peer, authority);
    }

    /**
     * Refuses all but one agent.
     *
     * @param peer what the other end showed, and has proved to have the key of
     * @param agentKey {@link #fingerprint(PublicKey)} of the agent that was enrolled for the host
     * @param own the AM's identity
     * @throws CertificateException with a sentence that says why
     */
    public static void requireAgent(X509Certificate peer, String agentKey, PeerIdentity own, Instant now)
            throws CertificateException {
        requireIssued(peer, authorityOf(peer, own), SERVER_AUTH, "that of an agent", now);
        if (!fingerprint(peer.getPublicKey()).equals(agentKey)) {
            throw new CertificateException(
                    subject(peer) + " is of another key than that of the agent which was enrolled for this host");
        }
    }

    /**
     * Refuses all but the AM's listener for agents that enrol.
     *
     * @param chain what the other end showed, its own first, the authority last
     * @param pin {@link #pin} of the authority
     * @throws CertificateException with a sentence that says why
     */
    public static void requireEnrollment(List<X509Certificate> chain, String pin, Instant now)
            throws CertificateException {
        X509Certificate authority = chain.get(chain.size() - 1);
        if (!pin(authority).equals(pin)) {
            throw new CertificateException("who answers there is not the AM that made this token: its authority has the"
                    + " fingerprint " + pin(authority) + ", the token names " + pin);
        }
        requireIssued(chain.get(0), authority, SERVER_AUTH, "that of an AM's listener", now);
        // An agent has a certificate of a server, too, and names its host.
        requireOfAm(chain.get(0), authority);
    }

    /** SHA-256 of a certificate: 64 hex digits, lower case. */
    public static String pin(X509Certificate authority) {
        try {
            return sha256(authority.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate cannot be encoded", e);
        }
    }

    /** SHA-256 of a public key's SubjectPublicKeyInfo: 64 hex digits, lower case. */
    public static String fingerprint(PublicKey key) {
        return sha256(key.getEncoded());
    }

    /** Returns whether no more than a third of a certificate's life is left. */
    public static boolean isDue(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration life = Duration.between(certificate.getNotBefore().toInstant(), end);
        return !now.isBefore(end.minus(life.dividedBy(3)));
    }

    /** The only URI among a certificate's subject alternative names; empty if there is none or more than one. */
    public static Optional<String> uri(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            List<String> uris = (names == null ? List.<List<?>>of() : names)
                    .stream()
                            .filter(name -> Integer.valueOf(SAN_URI).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
            return uris.size() == 1 ? Optional.of(uris.get(0)) : Optional.empty();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void requireIssued(
            X509Certificate peer, X509Certificate authority, String usage, String wanted, Instant now)
            throws CertificateException {
        requireSignedBy(authority, peer);
        if (now.isAfter(authority.getNotAfter().toInstant())) {
            throw new CertificateException("the authority of " + uri(authority).orElse("the AM") + " has expired at "
                    + authority.getNotAfter().toInstant() + "; here it is " + now);
        }
        if (now.isBefore(peer.getNotBefore().toInstant())) {
            throw new CertificateException(subject(peer) + " is not valid before "
                    + peer.getNotBefore().toInstant() + "; here it is " + now + ": compare the clocks");
        }
        if (now.isAfter(peer.getNotAfter().toInstant())) {
            throw new CertificateException(
                    subject(peer) + " has expired at " + peer.getNotAfter().toInstant() + "; here it is " + now);
        }
        List<String> usages = peer.getExtendedKeyUsage();
        if (usages == null || !usages.contains(usage) || peer.getBasicConstraints() >= 0) {
            throw new CertificateException(subject(peer) + " is not " + wanted);
        }
    }

    /** The one of the trusted authorities that issued a certificate; if none did, the present one. */
    private static X509Certificate authorityOf(X509Certificate peer, PeerIdentity own) {
        return own.authorities().stream()
                .filter(authority -> isIssuedBy(authority, peer))
                .findFirst()
                .orElse(own.authority());
    }

    /** Returns whether an authority has signed a certificate itself. */
    public static boolean isIssuedBy(X509Certificate authority, X509Certificate certificate) {
        try {
            requireSignedBy(authority, certificate);
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /**
     * Refuses authorities that may not take over from each other: those of another AM, and certificates of none.
     *
     * @param present the one that is trusted now
     */
    static void requireSuccessors(X509Certificate present, List<X509Certificate> authorities)
            throws CertificateException {
        if (authorities.isEmpty() || authorities.size() > MOST_AUTHORITIES) {
            throw new CertificateException(
                    authorities.size() + " authorities at the same time, not 1 to " + MOST_AUTHORITIES);
        }
        for (X509Certificate authority : authorities) {
            if (authority.getBasicConstraints() < 0 || !uri(authority).equals(uri(present))) {
                throw new CertificateException(subject(authority) + " is not that of an authority of "
                        + uri(present).orElse("this agent's AM"));
            }
        }
    }

    private static void requireOfAm(X509Certificate peer, X509Certificate authority) throws CertificateException {
        Optional<String> am = uri(authority);
        if (am.isEmpty() || !am.equals(uri(peer))) {
            throw new CertificateException(subject(peer) + " is of " + uri(peer).orElse("nobody") + ", not of the AM "
                    + am.orElse("(unnamed)"));
        }
    }

    /** Refuses a certificate that the authority has not signed itself. */
    static void requireSignedBy(X509Certificate authority, X509Certificate certificate) throws CertificateException {
        try {
            if (certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
                certificate.verify(authority.getPublicKey());
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new CertificateException(strange(certificate, authority), e);
        }
        throw new CertificateException(strange(certificate, authority));
    }

    private static String strange(X509Certificate certificate, X509Certificate authority) {
        return subject(certificate) + " was not issued by the authority of "
                + uri(authority).orElse("the AM");
    }

    /** For messages: names come from the network and may hold anything, which has no place in a log. */
    private static String subject(X509Certificate certificate) {
        return "the certificate '"
                + Printable.ascii(certificate.getSubjectX500Principal().getName()) + "'";
    }
}
