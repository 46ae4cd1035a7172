// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.x509;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.berth.base.Printable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The name constraints of an authority's certificate (RFC 5280, 4.2.1.10), which hold for all certificates below it. GENI's
 * URNs are not among the names that they can speak of: that an authority keeps to its own is {@link CertificateRules}' name-space
 * rule.
 */
public final class NameConstraints {
    private final Gid issuer;
    private final PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    private boolean ofUris;

    private NameConstraints(Gid issuer) {
        this.issuer = issuer;
    }

    /**
     * Checks that an authority's certificate allows the names of those below it.
     *
     * @param below the path below it, its end first
     * @throws CertificateException if it does not, or if its constraints cannot be read
     */
    public static void check(Gid issuer, List<X509Certificate> below) throws CertificateException {
        byte @Nullable [] extension = issuer.certificate().getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return;
        }
        try {
            NameConstraints constraints = new NameConstraints(issuer);
            constraints.read(org.bouncycastle.asn1.x509.NameConstraints.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets()));
            for (int i = 0; i < below.size(); i++) {
                X509Certificate certificate = below.get(i);
                boolean selfIssued = certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
                if (i == 0 || !selfIssued) {
                    constraints.check(new JcaX509CertificateHolder(certificate));
                }
            }
        } catch (NameConstraintValidatorException e) {
            throw new CertificateException(
                    "the name constraints of " + issuer.urn() + " do not allow " + Gid.subject(below.get(0)) + ": "
                            + Printable.ascii(String.valueOf(e.getMessage())),
                    e);
        } catch (IllegalArgumentException
                | IllegalStateException
                | ClassCastException
                | CertificateEncodingException e) {
            throw new CertificateException("the name constraints of " + issuer.urn() + " cannot be applied", e);
        }
    }

    private void read(org.bouncycastle.asn1.x509.NameConstraints constraints) {
        GeneralSubtree @Nullable [] permitted = constraints.getPermittedSubtrees();
        if (permitted != null) {
            validator.intersectPermittedSubtree(permitted);
            List.of(permitted).forEach(this::note);
        }
        GeneralSubtree @Nullable [] excluded = constraints.getExcludedSubtrees();
        if (excluded != null) {
            List.of(excluded).forEach(validator::addExcludedSubtree);
            List.of(excluded).forEach(this::note);
        }
    }

    private void note(GeneralSubtree tree) {
        ofUris |= tree.getBase().getTagNo() == GeneralName.uniformResourceIdentifier;
    }

    private void check(JcaX509CertificateHolder certificate)
            throws NameConstraintValidatorException, CertificateException {
        X500Name subject = certificate.getSubject();
        if (subject.getRDNs().length > 0) {
            validator.checkPermittedDN(subject);
            validator.checkExcludedDN(subject);
        }
        GeneralNames names = GeneralNames.fromExtensions(certificate.getExtensions(), Extension.subjectAlternativeName);
        GeneralName[] alternatives = names == null ? new GeneralName[0] : names.getNames();
        for (GeneralName name : alternatives) {
            check(name);
        }
        if (Stream.of(alternatives).noneMatch(name -> name.getTagNo() == GeneralName.rfc822Name)) {
            for (RDN address : subject.getRDNs(BCStyle.EmailAddress)) {
                check(new GeneralName(
                        GeneralName.rfc822Name,
                        IETFUtils.valueToString(address.getFirst().getValue())));
            }
        }
    }

    private void check(GeneralName name) throws NameConstraintValidatorException, CertificateException {
        if (name.getTagNo() == GeneralName.uniformResourceIdentifier) {
            // A URN has no host, which is what such a constraint is about; RFC 5280 has it refused then.
            if (ofUris) {
                throw new CertificateException("the name constraints of " + issuer.urn()
                        + " are about URIs, and GENI's URNs cannot meet them");
            }
            return;
        }
        validator.checkPermitted(name);
        validator.checkExcluded(name);
    }
}
