// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.security.GeneralSecurityException;
import java.security.KeyException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.crypto.AlgorithmMethod;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.KeySelectorResult;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.berth.am.auth.credential.XmlSignatures;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Writes and signs SFA credentials as real clearinghouses do. Asks nobody whether the signer may. */
public final class CredentialSigner {
    private final SignatureAlgorithm algorithm;

    public CredentialSigner(SignatureAlgorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** A credential issued by an authority. */
    public String issue(CredentialContent content, Identity signer) {
        Document document = CredentialDom.newDocument();
        return sign(CredentialDom.credential(document, "ref0", content), signer);
    }

    /** Issues a credential by which its signer lets a tool speak for them. */
    public String speaksFor(SpeaksForContent content, Identity signer) {
        return sign(CredentialDom.speaksFor(CredentialDom.newDocument(), content), signer);
    }

    /**
     * Issues a credential handed on by its owner.
     *
     * @param delegated the owner's credential; it becomes the parent of the new one, its signatures unharmed
     * @param owner the owner's identity
     */
    public String delegate(String delegated, CredentialContent content, Identity owner) {
        Document document = HardenedXml.parse(delegated, XmlLimits.DEFAULTS);
        document.setXmlStandalone(true);
        Element root = document.getDocumentElement();
        Element parent = child(root, "credential");
        String id = "ref" + document.getElementsByTagNameNS("*", "credential").getLength();
        Element credential = CredentialDom.credential(document, id, content);
        CredentialDom.add(credential, "parent", "").appendChild(parent);
        return sign(credential, owner);
    }

    /** Puts a credential at the top of its document, where there is none now, signs it, and writes all that. */
    String sign(Element credential, Identity signer) {
        Document document = credential.getOwnerDocument();
        Element root = document.getDocumentElement();
        root.insertBefore(credential, root.getFirstChild());
        sign(credential, child(root, "signatures"), signer);
        return CredentialDom.write(document);
    }

    private void sign(Element credential, Element signatures, Identity signer) {
        XMLSignatureFactory factory = XmlSignatures.factory();
        String id = credential.getAttributeNS(XMLConstants.XML_NS_URI, "id");
        DOMSignContext context = new DOMSignContext(named(signer, signatures, "Sig_" + id), signatures);
        context.setIdAttributeNS(credential, XMLConstants.XML_NS_URI, "id");
        try {
            factory.newXMLSignature(signedInfo(factory, id), keyInfo(factory.getKeyInfoFactory(), signer.chain()))
                    .sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException("the credential cannot be signed", e);
        }
    }

    /**
     * Gives the key, and gives the signature the {@code xml:id} by which the tools of SFA and GENI ask xmlsec1 for it. When the
     * key is asked for, the signature is in the tree, and its SignedInfo, whose canonical form inherits the name (Canonical
     * XML 1.0, 2.4), not yet digested.
     */
    private static KeySelector named(Identity signer, Element signatures, String id) {
        return new KeySelector() {
            @Override
            public KeySelectorResult select(
                    KeyInfo keyInfo, Purpose purpose, AlgorithmMethod method, XMLCryptoContext context) {
                ((Element) signatures.getLastChild()).setAttributeNS(XMLConstants.XML_NS_URI, "xml:id", id);
                return signer::key;
            }
        };
    }

    private SignedInfo signedInfo(XMLSignatureFactory factory, String id) throws GeneralSecurityException {
        Transform enveloped = factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null);
        Reference reference = factory.newReference(
                "#" + id, factory.newDigestMethod(algorithm.digest(), null), List.of(enveloped), null, null);
        return factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(algorithm.signature(), null),
                List.of(reference));
    }

    private static KeyInfo keyInfo(KeyInfoFactory factory, List<X509Certificate> chain) throws KeyException {
        return factory.newKeyInfo(List.of(
                factory.newX509Data(chain), factory.newKeyValue(chain.get(0).getPublicKey())));
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && name.equals(element.getLocalName())) {
                return element;
            }
        }
        throw new IllegalArgumentException("not a signed credential: it has no <" + name + ">");
    }
}
