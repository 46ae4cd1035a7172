// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import org.w3c.dom.Element;

/** The root's {@code xsi:schemaLocation}: pairs of a name space and the place of its schema. */
final class SchemaLocation {
    private static final String XSI = XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI;

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private SchemaLocation() {}

    /** Names the schema of the main name space; those of extensions stay, except for the ones of requests. */
    static void replace(Element root, String namespace, String schema) {
        List<String> pairs = new ArrayList<>(List.of(namespace, schema));
        List<String> words = WHITE_SPACE
                .splitAsStream(root.getAttributeNS(XSI, "schemaLocation").strip())
                .toList();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            if (!words.get(i).equals(namespace) && !words.get(i + 1).endsWith("/request.xsd")) {
                pairs.addAll(words.subList(i, i + 2));
            }
        }
        root.removeAttributeNS(XSI, "schemaLocation");
        root.setAttributeNS(XSI, prefix(root) + ":schemaLocation", String.join(" ", pairs));
    }

    /** A prefix that the root declares for XMLSchema-instance, declared now where there is none. */
    private static String prefix(Element root) {
        String declared = root.lookupPrefix(XSI);
        if (declared != null) {
            return declared;
        }
        String free = "xsi";
        while (root.lookupNamespaceURI(free) != null) {
            free += "0";
        }
        root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:" + free, XSI);
        return free;
    }
}
