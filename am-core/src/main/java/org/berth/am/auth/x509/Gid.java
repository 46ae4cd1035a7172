// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.x509;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.berth.base.Printable;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;

/**
 * A certificate and the one public identifier in it; GENI calls the two together a GID.
 *
 * @param certificate an X.509 certificate, not judged
 * @param urn the only {@code urn:publicid:} URI among its subject alternative names
 */
public record Gid(X509Certificate certificate, Urn urn) {
    private static final String PUBLICID = "urn:publicid:";

    /**
     * Reads the identifier out of a certificate.
     *
     * @throws CertificateException with a sentence, if there is not exactly one or it is malformed
     */
    public static Gid of(X509Certificate certificate) throws CertificateException {
        List<String> urns = publicIds(certificate);
        if (urns.size() != 1) {
            throw new CertificateException("the certificate of " + subject(certificate) + " has " + urns.size()
                    + " publicid URNs in its subject alternative names, exactly one is needed");
        }
        try {
            return new Gid(certificate, Urn.parse(urns.get(0)));
        } catch (IllegalArgumentException e) {
            throw new CertificateException("the certificate of " + subject(certificate) + ": " + e.getMessage(), e);
        }
    }

    /**
     * Returns whether this certificate may issue others: an authority by its name and a CA by its basic constraints.
     */
    public boolean mayIssue() {
        boolean[] usage = certificate.getKeyUsage();
        boolean maySign = usage == null || usage[5]; // keyCertSign
        return urn.hasType("authority") && certificate.getBasicConstraints() >= 0 && maySign;
    }

    /**
     * Checks that the certificate is one that can be taken at that time.
     *
     * @throws CertificateException with a sentence, if it is not, or not any more or yet
     */
    public void requireUsable(Instant now) throws CertificateException {
        CertificateRules.checkUsable(this, now);
    }

    /** The certificate's subject, for messages and logs only. */
    public static String subject(X509Certificate certificate) {
        return "'" + Printable.ascii(certificate.getSubjectX500Principal().getName()) + "'";
    }

    /**
     * Reads the extension's DER itself: the JDK gives nothing at all when one entry, of whatever kind, is beyond it.
     */
    private static List<String> publicIds(X509Certificate certificate) throws CertificateException {
        byte[] extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        List<String> found = new ArrayList<>();
        if (extension == null) {
            return found;
        }
        try {
            for (ASN1Encodable entry : ASN1Sequence.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension))) {
                ASN1TaggedObject name = ASN1TaggedObject.getInstance(entry);
                if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    String uri = ASN1IA5String.getInstance(name, false).getString();
                    if (uri.toLowerCase(Locale.ROOT).startsWith(PUBLICID)) {
                        found.add(uri);
                    }
                }
            }
            return found;
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new CertificateException(
                    "the certificate of " + subject(certificate) + " has unreadable subject alternative names", e);
        }
    }
}
