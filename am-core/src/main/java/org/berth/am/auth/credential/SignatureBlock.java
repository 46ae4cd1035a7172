// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.crypto.dsig.XMLSignature;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.base.Printable;
import org.w3c.dom.Element;

/**
 * A {@code ds:Signature} whose structure and algorithms are on the list, not yet verified: one reference, to one
 * credential, and at least one certificate (XML-Signature; the layout that SFA authorities write).
 *
 * @param element the signature
 * @param keyInfo its {@code KeyInfo}; not digested by anything
 * @param certificates those of KeyInfo in document order, the signer's normally first
 * @param keyValue the bare key of KeyInfo, if there is one; proves nothing
 */
record SignatureBlock(
        Element element, Element keyInfo, List<X509Certificate> certificates, Optional<Element> keyValue) {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    private static final String XMLENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final String ENVELOPED = XMLSignature.XMLNS + "enveloped-signature";
    private static final Set<String> CANONICALIZATIONS =
            Set.of("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2001/10/xml-exc-c14n#");
    private static final Set<String> SIGNATURES = Set.of(
            XMLSignature.XMLNS + "rsa-sha1",
            MORE + "rsa-sha256",
            MORE + "rsa-sha384",
            MORE + "rsa-sha512",
            MORE + "ecdsa-sha256",
            MORE + "ecdsa-sha384",
            MORE + "ecdsa-sha512");
    private static final Set<String> DIGESTS =
            Set.of(XMLSignature.XMLNS + "sha1", XMLENC + "sha256", MORE + "sha384", XMLENC + "sha512");
    private static final int MAX_CERTIFICATES = 8;

    /** The {@code xml:id} that the only reference of a signature names. */
    static String signedId(Element element) throws CredentialRefused {
        String uri = signedInfo(parts(element)).get(2).getAttributeNS(null, "URI");
        if (!uri.matches("#[A-Za-z0-9_.-]+")) {
            throw new CredentialRefused("a signature refers to '" + Printable.ascii(uri)
                    + "', and not to a credential by '#' and its xml:id");
        }
        return uri.substring(1);
    }

    /** Reads a signature; names its first fault. */
    static SignatureBlock read(Element element) throws CredentialRefused {
        List<Element> parts = parts(element);
        StrictElements.text(parts.get(1));
        List<Element> signedInfo = signedInfo(parts);
        algorithm(signedInfo.get(0), CANONICALIZATIONS);
        algorithm(signedInfo.get(1), SIGNATURES);
        checkReference(signedInfo.get(2));
        List<X509Certificate> certificates = new ArrayList<>();
        Optional<Element> keyValue = readKeyInfo(parts.get(2), certificates);
        return new SignatureBlock(element, parts.get(2), List.copyOf(certificates), keyValue);
    }

    private static List<Element> parts(Element element) throws CredentialRefused {
        if (!is(element, "Signature")) {
            throw new CredentialRefused(
                    "an element that does not belong in <signatures>: " + StrictElements.name(element));
        }
        return exactly(element, "SignedInfo", "SignatureValue", "KeyInfo");
    }

    private static List<Element> signedInfo(List<Element> parts) throws CredentialRefused {
        return exactly(parts.get(0), "CanonicalizationMethod", "SignatureMethod", "Reference");
    }

    private static void checkReference(Element reference) throws CredentialRefused {
        List<Element> parts = exactly(reference, "Transforms", "DigestMethod", "DigestValue");
        List<Element> transforms = StrictElements.children(parts.get(0));
        if (transforms.isEmpty() || transforms.size() > 2) {
            throw new CredentialRefused("a signature has " + transforms.size() + " transforms, 1 or 2 are taken");
        }
        for (Element transform : transforms) {
            if (!is(transform, "Transform")) {
                throw new CredentialRefused("<Transforms> holds only <Transform>");
            }
        }
        algorithm(transforms.get(0), Set.of(ENVELOPED));
        if (transforms.size() == 2) {
            algorithm(transforms.get(1), CANONICALIZATIONS);
        }
        algorithm(parts.get(1), DIGESTS);
        StrictElements.text(parts.get(2));
    }

    private static Optional<Element> readKeyInfo(Element keyInfo, List<X509Certificate> certificates)
            throws CredentialRefused {
        Optional<Element> keyValue = Optional.empty();
        for (Element child : StrictElements.children(keyInfo)) {
            if (is(child, "X509Data")) {
                readX509Data(child, certificates);
            } else if (is(child, "KeyValue") && keyValue.isEmpty()) {
                keyValue = Optional.of(child);
            } else if (!is(child, "KeyName")) {
                throw new CredentialRefused("<KeyInfo> may not hold " + StrictElements.name(child)
                        + " here, only X509Data, one KeyValue and KeyName");
            }
        }
        if (certificates.isEmpty() || certificates.size() > MAX_CERTIFICATES) {
            throw new CredentialRefused("a signature has " + certificates.size() + " certificates in its KeyInfo, 1 to "
                    + MAX_CERTIFICATES + " are taken");
        }
        return keyValue;
    }

    private static void readX509Data(Element data, List<X509Certificate> certificates) throws CredentialRefused {
        for (Element child : StrictElements.children(data)) {
            if (is(child, "X509Certificate")) {
                try {
                    certificates.add(PemCertificates.decode(StrictElements.text(child)));
                } catch (CertificateException e) {
                    throw new CredentialRefused("KeyInfo has " + e.getMessage());
                }
            }
        }
    }

    /** The child elements, which must be these and in this order. */
    private static List<Element> exactly(Element parent, String... names) throws CredentialRefused {
        List<Element> children = StrictElements.children(parent);
        boolean good = children.size() == names.length;
        for (int i = 0; good && i < names.length; i++) {
            good = is(children.get(i), names[i]);
        }
        if (!good) {
            throw new CredentialRefused(
                    StrictElements.name(parent) + " holds exactly " + String.join(", ", names) + " here");
        }
        return children;
    }

    private static void algorithm(Element element, Set<String> allowed) throws CredentialRefused {
        String algorithm = element.getAttributeNS(null, "Algorithm");
        if (!allowed.contains(algorithm)) {
            throw new CredentialRefused("the " + element.getLocalName() + " '" + Printable.ascii(algorithm)
                    + "' is not one that is taken for credentials");
        }
        if (!StrictElements.children(element).isEmpty()) {
            throw new CredentialRefused(StrictElements.name(element) + " may not have parameters");
        }
    }

    private static boolean is(Element element, String name) {
        return XMLSignature.XMLNS.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }
}
