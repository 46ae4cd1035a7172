// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.credential;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.berth.am.IsoTime;
import org.berth.base.Printable;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads elements of a signed document, and refuses all that is not expected there.
 *
 * <p>Comments are not covered by the signatures of credentials, so they may stand between elements, where they mean
 * nothing, and never within text.
 */
final class StrictElements {
    private StrictElements() {}

    /** The child elements, where nothing but elements, white space and comments is allowed. */
    static List<Element> children(Element parent) throws CredentialRefused {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            switch (node.getNodeType()) {
                case Node.ELEMENT_NODE -> children.add((Element) node);
                case Node.COMMENT_NODE -> {}
                case Node.TEXT_NODE -> {
                    if (!Objects.requireNonNullElse(node.getNodeValue(), "").isBlank()) {
                        throw new CredentialRefused("text stands between the elements of " + name(parent));
                    }
                }
                default -> throw new CredentialRefused("only elements may stand in " + name(parent));
            }
        }
        return children;
    }

    /** The child elements by name, each known, without a name space, and there at most once. */
    static Map<String, Element> fields(Element parent, Set<String> known, Set<String> repeatable)
            throws CredentialRefused {
        Map<String, Element> fields = new LinkedHashMap<>();
        for (Element child : children(parent)) {
            String name = child.getLocalName();
            if (child.getNamespaceURI() != null || !known.contains(name)) {
                throw new CredentialRefused("an element that does not belong in " + name(parent) + ": " + name(child));
            }
            if (fields.put(name, child) != null && !repeatable.contains(name)) {
                throw new CredentialRefused(name(parent) + " has more than one " + name(child));
            }
        }
        return fields;
    }

    /** Returns whether an element has that name, without a name space. */
    static boolean isPlain(Element element, String name) {
        return element.getNamespaceURI() == null && name.equals(element.getLocalName());
    }

    /** The whole text of an element that has nothing but text; empty for an absent element. */
    static String text(@Nullable Element element) throws CredentialRefused {
        if (element == null) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() != Node.TEXT_NODE && node.getNodeType() != Node.CDATA_SECTION_NODE) {
                throw new CredentialRefused(name(element) + " may hold only text");
            }
            text.append(node.getNodeValue());
        }
        return text.toString();
    }

    /** The time in the element of that name. */
    static Instant time(Map<String, Element> fields, String name) throws CredentialRefused {
        String text = text(fields.get(name));
        try {
            return IsoTime.parse(text);
        } catch (DateTimeException e) {
            throw new CredentialRefused(
                    "<" + name + "> is not a time such as 2030-01-31T12:00:00Z: '" + Printable.ascii(text) + "'");
        }
    }

    /** An element's name for messages. */
    static String name(Element element) {
        return "<" + Printable.ascii(element.getTagName()) + ">";
    }
}
