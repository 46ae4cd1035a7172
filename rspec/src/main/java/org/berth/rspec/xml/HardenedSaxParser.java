// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import javax.xml.parsers.SAXParser;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotRecognizedException;
import org.xml.sax.SAXNotSupportedException;
import org.xml.sax.XMLReader;

/** A SAX parser whose only way to a document is a {@link LimitedReader}. */
final class HardenedSaxParser extends SAXParser {
    private final SAXParser jdk;
    private final XMLReader reader;

    HardenedSaxParser(SAXParser jdk, XmlLimits limits) throws SAXException {
        this.jdk = jdk;
        this.reader = new LimitedReader(jdk.getXMLReader(), limits);
    }

    @Override
    public XMLReader getXMLReader() {
        return reader;
    }

    /** SAX 1 is not offered. Its type is deprecated, but the method that must be overridden returns it. */
    @Override
    @SuppressWarnings("deprecation")
    public org.xml.sax.Parser getParser() throws SAXException {
        throw new SAXNotSupportedException("only SAX 2 is offered");
    }

    @Override
    public boolean isNamespaceAware() {
        return jdk.isNamespaceAware();
    }

    @Override
    public boolean isValidating() {
        return jdk.isValidating();
    }

    @Override
    public void setProperty(String name, Object value) throws SAXNotRecognizedException, SAXNotSupportedException {
        reader.setProperty(name, value);
    }

    @Override
    public Object getProperty(String name) throws SAXNotRecognizedException, SAXNotSupportedException {
        return reader.getProperty(name);
    }
}
