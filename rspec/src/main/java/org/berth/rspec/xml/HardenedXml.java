// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Parses XML from the network: name spaces on, XML 1.0 only, and no document type, entities, XInclude, or fetching of
 * anything. The JDK's own parser is used whatever else is on the class path, and prints nothing.
 */
public final class HardenedXml {
    static final String DISALLOW_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";

    private HardenedXml() {}

    /**
     * Reads a document. The tree holds no deferred nodes, so that threads may read it side by side.
     *
     * @throws XmlException if it is not well-formed XML 1.0, has a DOCTYPE, or is beyond a limit
     */
    public static Document parse(String text, XmlLimits limits) {
        if (text.length() > limits.maxCharacters()) {
            throw new XmlException("the document has " + text.length() + " characters, at most "
                    + limits.maxCharacters() + " are taken");
        }
        try {
            // A first pass without a tree, so that a document beyond the limits never takes a tree's memory.
            saxParserFactory(limits).newSAXParser().getXMLReader().parse(source(text));
            return documentBuilder(limits).parse(source(text));
        } catch (SAXException e) {
            throw new XmlException(Sentences.of(e));
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be had", e);
        }
    }

    /** An empty document to build a tree in. */
    public static Document newDocument() {
        try {
            return documentBuilder(XmlLimits.DEFAULTS).newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be had", e);
        }
    }

    /**
     * Makes SAX parsers that stop at the limits; for libraries that parse by themselves (Apache XML-RPC's
     * {@code SAXParsers.setSAXParserFactory}). Errors are {@link org.xml.sax.SAXParseException}s whose message is a
     * sentence for the client. {@link XmlLimits#maxCharacters} is not looked at.
     */
    public static SAXParserFactory saxParserFactory(XmlLimits limits) {
        return new HardenedSaxParserFactory(limits);
    }

    private static DocumentBuilder documentBuilder(XmlLimits limits) throws ParserConfigurationException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setXIncludeAware(false);
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature(DISALLOW_DOCTYPE, true);
        factory.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        jdkLimits(limits).forEach(factory::setAttribute);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(new DefaultHandler()); // throws, and prints nothing
        return builder;
    }

    /**
     * The JDK's limits that differ between JDKs (JDK 24 made them strict), so that each JDK takes the same documents.
     * "0" is none: depth is {@link LimitedReader}'s, and without a DOCTYPE there are no entities but the five
     * predefined ones and character references, which must be free to fill a body that carries escaped XML.
     */
    static Map<String, String> jdkLimits(XmlLimits limits) {
        String properties = "http://www.oracle.com/xml/jaxp/properties/";
        return Map.of(
                properties + "elementAttributeLimit", Integer.toString(limits.maxAttributesPerElement()),
                properties + "maxElementDepth", "0",
                properties + "maxGeneralEntitySizeLimit", "0",
                properties + "totalEntitySizeLimit", "0");
    }

    private static InputSource source(String text) {
        return new InputSource(new StringReader(text));
    }
}
