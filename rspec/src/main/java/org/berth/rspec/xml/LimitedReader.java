// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXNotSupportedException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.Locator2;
import org.xml.sax.helpers.LocatorImpl;
import org.xml.sax.helpers.XMLFilterImpl;

/**
 * Stops the parse at the element that is one too deep or one too many, before the handler behind it sees it.
 *
 * <p>It is the reader's error handler as well, so that nothing is printed, and hands on only reworded errors.
 */
final class LimitedReader extends XMLFilterImpl {
    private final XmlLimits limits;
    private @Nullable Locator locator;
    private int depth;
    private int elements;

    LimitedReader(XMLReader parent, XmlLimits limits) {
        super(parent);
        this.limits = limits;
    }

    @Override
    public void setFeature(String name, boolean value) throws SAXNotSupportedException {
        throw new SAXNotSupportedException("the features of a hardened parser are fixed");
    }

    @Override
    public void setDocumentLocator(Locator newLocator) {
        locator = newLocator;
        super.setDocumentLocator(newLocator);
    }

    @Override
    public void startDocument() throws SAXException {
        depth = 0;
        elements = 0;
        super.startDocument();
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) throws SAXException {
        depth++;
        elements++;
        // XML 1.1 lets control characters in that no XML 1.0 answer of ours could carry.
        require(
                !(locator instanceof Locator2 located && "1.1".equals(located.getXMLVersion())),
                "XML 1.1 is not taken, only XML 1.0");
        require(depth <= limits.maxDepth(), "elements are nested deeper than " + limits.maxDepth());
        require(elements <= limits.maxElements(), "the document has more than " + limits.maxElements() + " elements");
        super.startElement(uri, localName, qName, attributes);
    }

    @Override
    public void endElement(String uri, String localName, String qName) throws SAXException {
        depth--;
        super.endElement(uri, localName, qName);
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        SAXParseException reworded = Sentences.reworded(e);
        super.fatalError(reworded);
        throw reworded;
    }

    private void require(boolean good, String sentence) throws SAXException {
        if (!good) {
            Locator here = locator == null ? new LocatorImpl() : locator;
            throw Sentences.at(here, sentence);
        }
    }
}
