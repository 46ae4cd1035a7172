// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Children of a DOM node as Java lists: copies, so that the tree may be changed on the way. */
public final class Dom {
    private Dom() {}

    /** All children, in order. */
    public static List<Node> children(Node parent) {
        List<Node> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            children.add(child);
        }
        return children;
    }

    /** The child elements of that name, in order; prefixes do not matter. */
    public static List<Element> children(Node parent, String namespace, String localName) {
        return children(parent).stream()
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(e ->
                        Objects.equals(e.getNamespaceURI(), namespace) && Objects.equals(e.getLocalName(), localName))
                .toList();
    }
}
