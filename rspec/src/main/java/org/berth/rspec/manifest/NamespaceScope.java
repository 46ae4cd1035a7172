// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.util.HashMap;
import java.util.Map;
import javax.xml.XMLConstants;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** Takes the name-space declarations of a root along with a child that moves under another root. */
final class NamespaceScope {
    private NamespaceScope() {}

    /** Prefix to name space, as declared on the element; the empty prefix is always there. */
    static Map<String, String> declaredAt(Element root) {
        Map<String, String> declared = new HashMap<>(Map.of("", ""));
        NamedNodeMap attributes = root.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            if (XMLConstants.XMLNS_ATTRIBUTE_NS_URI.equals(attribute.getNamespaceURI())) {
                boolean isDefault = attribute.getPrefix() == null;
                declared.put(isDefault ? "" : attribute.getLocalName(), attribute.getNodeValue());
            }
        }
        return declared;
    }

    /** Declares on the moved element what it was in the scope of, where its new place says otherwise. */
    static void carry(Map<String, String> from, Map<String, String> to, Element moved) {
        Map<String, String> itself = declaredAt(moved);
        boolean hasDefault = moved.hasAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns");
        from.forEach((prefix, namespace) -> {
            boolean redeclared = prefix.isEmpty() ? hasDefault : itself.containsKey(prefix);
            if (!redeclared && !namespace.equals(to.get(prefix))) {
                moved.setAttributeNS(
                        XMLConstants.XMLNS_ATTRIBUTE_NS_URI, prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix, namespace);
            }
        });
    }
}
