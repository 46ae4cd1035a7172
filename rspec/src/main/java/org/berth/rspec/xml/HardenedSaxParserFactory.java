// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotRecognizedException;
import org.xml.sax.SAXNotSupportedException;

/** Makes hardened parsers and nothing else: what a caller sets on it changes no parser. */
final class HardenedSaxParserFactory extends SAXParserFactory {
    private final XmlLimits limits;
    private final SAXParserFactory jdk = SAXParserFactory.newDefaultInstance();

    HardenedSaxParserFactory(XmlLimits limits) {
        this.limits = limits;
        jdk.setNamespaceAware(true);
        jdk.setXIncludeAware(false);
        try {
            jdk.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            jdk.setFeature(HardenedXml.DISALLOW_DOCTYPE, true);
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be hardened", e);
        }
    }

    @Override
    public synchronized SAXParser newSAXParser() throws ParserConfigurationException, SAXException {
        SAXParser parser = jdk.newSAXParser();
        parser.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        parser.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        for (Map.Entry<String, String> limit : HardenedXml.jdkLimits(limits).entrySet()) {
            parser.setProperty(limit.getKey(), limit.getValue());
        }
        return new HardenedSaxParser(parser, limits);
    }

    @Override
    public void setFeature(String name, boolean value) throws SAXNotSupportedException {
        throw new SAXNotSupportedException("the features of a hardened parser are fixed");
    }

    @Override
    public boolean getFeature(String name)
            throws ParserConfigurationException, SAXNotRecognizedException, SAXNotSupportedException {
        return jdk.getFeature(name);
    }
}
