// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * The content of a certificate that is to be made.
 *
 * @param commonName the subject's CN; free text
 * @param names subject alternative names, in order
 * @param authority CA:TRUE, so that its holder may issue others
 * @param notBefore the time from which it is valid
 * @param notAfter the time until which it is valid
 * @param signatureAlgorithm the issuer's, as the JDK names it
 */
public record CertificateContent(
        String commonName,
        List<GeneralName> names,
        boolean authority,
        Instant notBefore,
        Instant notAfter,
        String signatureAlgorithm) {
    /** Certificates are valid from a little before they are made, for clocks that are behind. */
    static final Duration BACKDATED = Duration.ofMinutes(10);

    public CertificateContent {
        names = List.copyOf(names);
    }

    /** A certificate by GENI's profile: the URN and a random UUID as URIs, a CA if the URN's type is authority. */
    public static CertificateContent of(Urn urn, Instant now, Duration life) {
        return new CertificateContent(
                urn.authority().replace(":", "//") + "." + urn.type() + "." + urn.name(),
                List.of(uri(urn.toString()), uri("urn:uuid:" + UUID.randomUUID())),
                urn.hasType("authority"),
                now.minus(BACKDATED),
                now.plus(life),
                "SHA256withRSA");
    }

    /** A URI as a subject alternative name. */
    public static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    }

    /** The same with one name more. */
    public CertificateContent withName(GeneralName name) {
        List<GeneralName> more = new ArrayList<>(names);
        more.add(name);
        return new CertificateContent(commonName, more, authority, notBefore, notAfter, signatureAlgorithm);
    }

    /** The same, but a CA or not. */
    public CertificateContent withAuthority(boolean wanted) {
        return new CertificateContent(commonName, names, wanted, notBefore, notAfter, signatureAlgorithm);
    }

    /** The same with other times. */
    public CertificateContent valid(Instant from, Instant until) {
        return new CertificateContent(commonName, names, authority, from, until, signatureAlgorithm);
    }

    /** The same, signed in another way. */
    public CertificateContent signedWith(String algorithm) {
        return new CertificateContent(commonName, names, authority, notBefore, notAfter, algorithm);
    }
}
