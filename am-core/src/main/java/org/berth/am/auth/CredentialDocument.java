package org.berth.am.auth;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.XMLConstants;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlException;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.NodeList;

/**
 * The structure of a {@code signed-credential} (SFA): which element is signed by which signature, with no room for a
 * second reading. No signature has been looked at yet.
 *
 * @param levels the credential itself first, then what it was delegated from, up to the one that an authority issued
 * @param signatures the one signature of each level, in the same order
 */
record CredentialDocument(List<CredentialLevel> levels, List<SignatureBlock> signatures) {
    /** Longest text that is looked at, in characters. */
    static final int MAX_CHARACTERS = 256 * 1024;

    static final int MAX_LEVELS = 8;

    private static final XmlLimits LIMITS = new XmlLimits(MAX_CHARACTERS, 64, 10_000, 32);

    /** Reads a credential's text; names its first fault. */
    static CredentialDocument parse(String text) throws CredentialRefused {
        Element root = root(text);
        List<Element> children = StrictElements.children(root);
        if (!isPlain(root, "signed-credential")
                || children.size() != 2
                || !isPlain(children.get(0), "credential")
                || !isPlain(children.get(1), "signatures")) {
            throw new CredentialRefused(
                    "a <signed-credential> holds exactly one <credential> and then one <signatures>, nothing else");
        }
        List<CredentialLevel> levels = levels(children.get(0));
        requireUniqueIds(root, levels);
        return new CredentialDocument(levels, signatures(children.get(1), levels));
    }

    /** Every certificate that came with the credential; possible links of a path, not trusted. */
    Set<X509Certificate> certificates() {
        Set<X509Certificate> all = new LinkedHashSet<>();
        levels.forEach(level -> {
            all.addAll(level.owner());
            all.addAll(level.target());
        });
        signatures.forEach(signature -> all.addAll(signature.certificates()));
        return all;
    }

    static boolean isPlain(Element element, String name) {
        return element.getNamespaceURI() == null && name.equals(element.getLocalName());
    }

    private static Element root(String text) throws CredentialRefused {
        String xml = text.startsWith("\ufeff") ? text.substring(1) : text;
        try {
            return HardenedXml.parse(xml.stripLeading(), LIMITS).getDocumentElement();
        } catch (XmlException e) {
            throw new CredentialRefused("not XML that is taken here: " + Printable.of(String.valueOf(e.getMessage())));
        }
    }

    private static List<CredentialLevel> levels(Element outermost) throws CredentialRefused {
        List<CredentialLevel> levels = new ArrayList<>();
        Optional<Element> next = Optional.of(outermost);
        while (next.isPresent()) {
            if (levels.size() == MAX_LEVELS) {
                throw new CredentialRefused("delegated more than " + (MAX_LEVELS - 1) + " times");
            }
            CredentialLevel level = CredentialLevel.read(next.get());
            levels.add(level);
            next = level.parent();
        }
        return levels;
    }

    /**
     * No two {@code xml:id} are alike, and no other attribute that some reader could take for an identifier has the value
     * of a credential's. A plain {@code id} on the credential element itself is harmless (FITeagle writes one).
     */
    private static void requireUniqueIds(Element root, List<CredentialLevel> levels) throws CredentialRefused {
        Map<String, Element> ids = new HashMap<>();
        for (CredentialLevel level : levels) {
            if (ids.put(level.id(), level.element()) != null) {
                throw new CredentialRefused("two credentials have the same xml:id");
            }
        }
        Set<String> seen = new HashSet<>();
        NodeList elements = root.getOwnerDocument().getElementsByTagName("*");
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

    private static List<SignatureBlock> signatures(Element signatures, List<CredentialLevel> levels)
            throws CredentialRefused {
        Map<String, SignatureBlock> byId = new HashMap<>();
        List<Element> children = StrictElements.children(signatures);
        if (children.size() != levels.size()) {
            throw new CredentialRefused(
                    "it has " + children.size() + " signatures for " + levels.size() + " credential levels");
        }
        for (Element child : children) {
            SignatureBlock signature = SignatureBlock.read(child);
            if (byId.put(signature.signedId(), signature) != null) {
                throw new CredentialRefused("two signatures refer to the same credential");
            }
        }
        List<SignatureBlock> ordered = new ArrayList<>();
        for (CredentialLevel level : levels) {
            SignatureBlock signature = byId.get(level.id());
            if (signature == null) {
                throw new CredentialRefused("no signature refers to '#" + Printable.of(level.id()) + "'");
            }
            ordered.add(signature);
        }
        return ordered;
    }
}
