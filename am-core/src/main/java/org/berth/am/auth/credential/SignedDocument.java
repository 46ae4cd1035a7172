// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import org.berth.base.Printable;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlException;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/**
 * A {@code signed-credential} of whatever type (SFA, ABAC): which element is signed by which signature, with no room for a
 * second reading. No signature has been looked at yet.
 *
 * @param credential its one {@code credential}
 * @param signatures its {@code signatures}
 */
record SignedDocument(Element credential, Element signatures) {
    /** Longest text that is looked at, in characters. */
    static final int MAX_CHARACTERS = 256 * 1024;

    private static final XmlLimits LIMITS = new XmlLimits(MAX_CHARACTERS, 64, 10_000, 32);

    /** Reads a credential's text; names its first fault. */
    static SignedDocument parse(String text) throws CredentialRefused {
        if (text.length() > MAX_CHARACTERS) {
            throw new CredentialRefused(
                    "it has " + text.length() + " characters, at most " + MAX_CHARACTERS + " are taken");
        }
        Element root = root(text);
        List<Element> children = StrictElements.children(root);
        if (!StrictElements.isPlain(root, "signed-credential")
                || children.size() != 2
                || !StrictElements.isPlain(children.get(0), "credential")
                || !StrictElements.isPlain(children.get(1), "signatures")) {
            throw new CredentialRefused(
                    "a <signed-credential> holds exactly one <credential> and then one <signatures>, nothing else");
        }
        return new SignedDocument(children.get(0), children.get(1));
    }

    private static Element root(String text) throws CredentialRefused {
        String xml = text.startsWith("\ufeff") ? text.substring(1) : text;
        try {
            return HardenedXml.parse(xml.stripLeading(), LIMITS).getDocumentElement();
        } catch (XmlException e) {
            throw new CredentialRefused(
                    "not XML that is taken here: " + Printable.ascii(String.valueOf(e.getMessage())));
        }
    }

    /**
     * The one signature of each of the credentials in it, in their order.
     *
     * @param signed all that must be signed
     */
    List<SignatureBlock> signaturesOf(List<SignedElement> signed, Checklist list) throws CredentialRefused {
        list.reach(Rule.SIGNATURES);
        requireUniqueIds(signed);
        List<Element> paired = paired(signed);
        list.reach(Rule.ALGORITHMS);
        List<SignatureBlock> blocks = new ArrayList<>();
        for (Element signature : paired) {
            blocks.add(SignatureBlock.read(signature));
        }
        return blocks;
    }

    /**
     * No two {@code xml:id} are alike, and no other attribute that some reader could take for an identifier has the value
     * of a credential's. A plain {@code id} on the credential element itself is harmless (FITeagle writes one).
     */
    private void requireUniqueIds(List<SignedElement> signed) throws CredentialRefused {
        Map<String, Element> ids = new HashMap<>();
        for (SignedElement one : signed) {
            if (ids.put(one.id(), one.element()) != null) {
                throw new CredentialRefused("two credentials have the same xml:id");
            }
        }
        Set<String> seen = new HashSet<>();
        NodeList elements = credential.getOwnerDocument().getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            NamedNodeMap attributes = element.getAttributes();
            for (int j = 0; j < attributes.getLength(); j++) {
                Attr attribute = (Attr) attributes.item(j);
                boolean xmlId = XMLConstants.XML_NS_URI.equals(attribute.getNamespaceURI())
                        && "id".equals(attribute.getLocalName());
                boolean looksLikeId = "id".equalsIgnoreCase(attribute.getLocalName());
                Element owner = ids.get(attribute.getValue());
                if ((xmlId && !seen.add(attribute.getValue())) || (looksLikeId && owner != null && owner != element)) {
                    throw new CredentialRefused("two elements have the same id");
                }
            }
        }
    }

    private List<Element> paired(List<SignedElement> signed) throws CredentialRefused {
        Map<String, Element> byId = new HashMap<>();
        List<Element> children = StrictElements.children(signatures);
        if (children.size() != signed.size()) {
            throw new CredentialRefused(
                    "it has " + children.size() + " signatures for " + signed.size() + " credential levels");
        }
        for (Element child : children) {
            if (byId.put(SignatureBlock.signedId(child), child) != null) {
                throw new CredentialRefused("two signatures refer to the same credential");
            }
        }
        List<Element> ordered = new ArrayList<>();
        for (SignedElement one : signed) {
            Element signature = byId.get(one.id());
            if (signature == null) {
                throw new CredentialRefused("no signature refers to '#" + Printable.ascii(one.id()) + "'");
            }
            ordered.add(signature);
        }
        return ordered;
    }
}
