package org.berth.rspec.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import javax.xml.XMLConstants;
import org.w3c.dom.Element;

/** The root's {@code xsi:schemaLocation}: pairs of a name space and the place of its schema. */
final class SchemaLocation {
    private static final String XSI = XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI;

    private SchemaLocation() {}

    /** Names the schema of the main name space; those of extensions stay, except for the ones of requests. */
    static void replace(Element root, String namespace, String schema) {
        List<String> pairs = new ArrayList<>(List.of(namespace, schema));
        StringTokenizer words = new StringTokenizer(root.getAttributeNS(XSI, "schemaLocation"));
        while (words.countTokens() >= 2) {
            List<String> pair = List.of(words.nextToken(), words.nextToken());
            if (!pair.get(0).equals(namespace) && !pair.get(1).endsWith("/request.xsd")) {
                pairs.addAll(pair);
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
