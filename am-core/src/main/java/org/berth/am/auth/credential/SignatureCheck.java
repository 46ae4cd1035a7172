// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.security.KeyException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.NodeSetData;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyValue;
import org.berth.am.auth.x509.CertificateRules;
import org.berth.base.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Finds out whose key signed a credential element. */
final class SignatureCheck {
    private static final Logger log = LoggerFactory.getLogger(SignatureCheck.class);

    /** The number of certificates that are tried for one signature; real ones have the signer's first. */
    private static final int MAX_TRIED = 3;

    private SignatureCheck() {}

    /**
     * Verifies an element's signature in place.
     *
     * <p>KeyInfo is taken out of the document first: the JDK's reader fails on the empty {@code X509IssuerSerial} that the
     * GENI clearinghouse writes, and nothing digests KeyInfo.
     *
     * @return the certificate, one of the signature's first three different ones, whose key made it
     */
    static X509Certificate signer(SignedElement signed, SignatureBlock signature) throws CredentialRefused {
        Optional<PublicKey> keyValue = keyValue(signature);
        signature.element().removeChild(signature.keyInfo());
        List<X509Certificate> tried =
                signature.certificates().stream().distinct().limit(MAX_TRIED).toList();
        for (X509Certificate certificate : tried) {
            requireVerifiable(certificate);
            if (isSignedWith(certificate.getPublicKey(), signed, signature.element())) {
                if (keyValue.isPresent() && !keyValue.get().equals(certificate.getPublicKey())) {
                    throw new CredentialRefused("KeyValue and X509Certificate of a signature are different keys");
                }
                return certificate;
            }
        }
        throw new CredentialRefused("the signature of '" + Printable.ascii(signed.id())
                + "' is not valid: the credential was altered, or not signed by the key of its certificate");
    }

    private static void requireVerifiable(X509Certificate certificate) throws CredentialRefused {
        try {
            CertificateRules.checkVerifiable(certificate);
        } catch (CertificateException e) {
            throw new CredentialRefused("KeyInfo: " + e.getMessage());
        }
    }

    private static boolean isSignedWith(PublicKey key, SignedElement signed, Element signature) {
        DOMValidateContext context = new DOMValidateContext(key, signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
        context.setIdAttributeNS(signed.element(), XMLConstants.XML_NS_URI, "id");
        try {
            XMLSignature unmarshalled = XmlSignatures.factory().unmarshalXMLSignature(context);
            return unmarshalled.validate(context) && covers(unmarshalled, signed.element());
        } catch (MarshalException | XMLSignatureException | RuntimeException e) {
            // The JDK's reader answers some malformed input with runtime exceptions.
            log.debug("a signature that cannot be verified", e);
            return false;
        }
    }

    /** Returns whether the signature covers the very element whose fields are read, and nothing else. */
    private static boolean covers(XMLSignature signature, Element credential) {
        List<Reference> references = signature.getSignedInfo().getReferences();
        if (references.size() != 1 || !(references.get(0).getDereferencedData() instanceof NodeSetData<?> nodes)) {
            return false;
        }
        boolean found = false;
        for (Iterator<?> iterator = nodes.iterator(); iterator.hasNext(); ) {
            if (iterator.next() instanceof Element element) {
                found |= element == credential;
                if (element != credential && !contains(credential, element)) {
                    return false;
                }
            }
        }
        return found;
    }

    private static boolean contains(Element credential, Element element) {
        return (credential.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_CONTAINED_BY) != 0;
    }

    /** Reads the bare key with the JDK, out of a copy of KeyInfo that has nothing else in it. */
    private static Optional<PublicKey> keyValue(SignatureBlock signature) throws CredentialRefused {
        if (signature.keyValue().isEmpty()) {
            return Optional.empty();
        }
        Node copy = signature.keyInfo().cloneNode(false);
        copy.appendChild(signature.keyValue().get().cloneNode(true));
        try {
            KeyValue value = (KeyValue) XmlSignatures.factory()
                    .getKeyInfoFactory()
                    .unmarshalKeyInfo(new DOMStructure(copy))
                    .getContent()
                    .get(0);
            return Optional.of(value.getPublicKey());
        } catch (MarshalException | KeyException | RuntimeException e) { // the JDK's reader throws both kinds
            throw new CredentialRefused("the KeyValue of a signature is not a key that can be read");
        }
    }
}
