// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.xml;

import org.berth.rspec.PrintableAscii;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Turns what the JDK's parser says into a sentence for the client: ASCII, short, without the parser's inner names. */
final class Sentences {
    private static final int MAX_LENGTH = 300;

    private Sentences() {}

    static String of(SAXException e) {
        String said = String.valueOf(e.getMessage()).replaceFirst("^JAXP\\d+: ", "");
        String sentence = said.contains(HardenedXml.DISALLOW_DOCTYPE)
                ? "a document type declaration (DOCTYPE) is not allowed"
                : said;
        String line = e instanceof SAXParseException at && at.getLineNumber() > 0 && !sentence.startsWith("line ")
                ? "line " + at.getLineNumber() + ": "
                : "";
        return line + PrintableAscii.of(sentence, MAX_LENGTH);
    }

    /** The parser's error again, with our sentence as its message. */
    static SAXParseException reworded(SAXParseException e) {
        return new SAXParseException(of(e), e.getPublicId(), e.getSystemId(), e.getLineNumber(), e.getColumnNumber());
    }

    static SAXParseException at(Locator locator, String sentence) {
        return reworded(new SAXParseException(sentence, locator));
    }
}
