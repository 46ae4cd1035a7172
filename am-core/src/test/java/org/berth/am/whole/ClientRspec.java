// SPDX-License-Identifier: Apache-2.0
package org.berth.am.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** An RSpec as clients read it: what jFed and omni ask of any aggregate's, and no more. */
final class ClientRspec {
    private static final String RSPEC = "http://www.geni.net/resources/rspec/3";
    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";

    private final Element root;

    private ClientRspec(String xml, String type, String schema) {
        root = HardenedXml.parse(xml, XmlLimits.DEFAULTS).getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo(RSPEC);
        assertThat(root.getLocalName()).isEqualTo("rspec");
        assertThat(root.getAttribute("type")).isEqualTo(type);
        assertThat(root.getAttributeNS(XSI, "schemaLocation").toLowerCase(Locale.ROOT))
                .contains(RSPEC + "/" + schema);
    }

    /** The attributes of the nodes of an advertisement. */
    static List<Map<String, String>> advertised(String xml) {
        ClientRspec advertisement = new ClientRspec(xml, "advertisement", "ad.xsd");
        List<Element> nodes = advertisement.all("node");
        for (Element node : nodes) {
            assertThat(attributes(node)).containsKeys("component_id", "component_manager_id", "component_name");
            assertThat(node.getAttribute("exclusive")).isIn("true", "false");
            assertThat(inside(node, "available"))
                    .isNotEmpty()
                    .allSatisfy(available ->
                            assertThat(available.getAttribute("now")).isIn("true", "false"));
        }
        return nodes.stream().map(ClientRspec::attributes).toList();
    }

    /** The attributes of the nodes of a manifest. */
    static List<Map<String, String>> manifested(String xml) {
        return manifest(xml).all("node").stream().map(ClientRspec::attributes).toList();
    }

    /** The attributes of the logins of a manifest that take keys, in its order. */
    static List<Map<String, String>> logins(String xml) {
        List<Map<String, String>> logins = manifest(xml).all("login").stream()
                .map(ClientRspec::attributes)
                .filter(login -> "ssh-keys".equals(login.get("authentication")))
                .toList();
        for (Map<String, String> login : logins) {
            assertThat(login.get("hostname")).isNotEmpty();
            assertThat(login.get("username")).isNotEmpty();
            assertThat(login.get("port")).matches("\\d+");
        }
        return logins;
    }

    /** Checks that a manifest has no elements, as that of a slice without slivers. */
    static void requireEmpty(String xml) {
        assertThat(inside(manifest(xml).root, "*")).isEmpty();
    }

    private static ClientRspec manifest(String xml) {
        return new ClientRspec(xml, "manifest", "manifest.xsd");
    }

    private List<Element> all(String name) {
        return inside(root, name);
    }

    private static List<Element> inside(Element parent, String name) {
        NodeList found = parent.getElementsByTagNameNS(name.equals("*") ? "*" : RSPEC, name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static Map<String, String> attributes(Element element) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            attributes.put(attribute.getName(), attribute.getValue());
        }
        return attributes;
    }
}
