// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import org.apache.xmlrpc.serializer.TypeSerializerImpl;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Writes strings as ASCII: omni (Python 2) takes a text with any other character for no string at all, and one control
 * character would make the whole response unreadable.
 */
final class TextSerializer extends TypeSerializerImpl {
    @Override
    public void write(ContentHandler out, Object value) throws SAXException {
        write(out, "string", ascii(value.toString()));
    }

    /** The text without control characters (TAB, LF and CR stay), and with {@code ?} for what is not ASCII. */
    static String ascii(String text) {
        int good = 0;
        while (good < text.length() && passes(text.charAt(good))) {
            good++;
        }
        if (good == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (passes(c)) {
                plain.append((char) c);
            } else if (c >= 0x80) {
                plain.append('?');
            }
        });
        return plain.toString();
    }

    private static boolean passes(int c) {
        return (c >= ' ' && c < 0x7F) || c == '\t' || c == '\n' || c == '\r';
    }
}
