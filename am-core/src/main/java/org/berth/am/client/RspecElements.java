// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.util.ArrayList;
import java.util.List;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlException;
import org.berth.rspec.xml.XmlLimits;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Finds the elements of an RSpec that an AM sent. */
final class RspecElements {
    private static final String NAMESPACE = "http://www.geni.net/resources/rspec/3";

    private RspecElements() {}

    /**
     * Parses an RSpec.
     *
     * @param kind what the AM calls it, for the message
     * @throws ConnectionException if it is no XML, or beyond the limits of XML that is read
     */
    static Element root(String kind, String rspec) {
        try {
            return HardenedXml.parse(rspec, XmlLimits.DEFAULTS).getDocumentElement();
        } catch (XmlException e) {
            throw new ConnectionException("the AM's " + kind + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns the RSpec elements of a name below another, in document order. */
    static List<Element> below(Element parent, String name) {
        return below(parent, NAMESPACE, name);
    }

    /** Returns the elements of a name below another, in document order. */
    static List<Element> below(Element parent, String namespace, String name) {
        NodeList found = parent.getElementsByTagNameNS(namespace, name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }
}
