// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import org.apache.ws.commons.serialize.XMLWriter;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.serializer.BaseXmlWriterFactory;
import org.xml.sax.ContentHandler;

/**
 * Writes responses, whose texts are ASCII already ({@link TextSerializer}). The library's writer takes the JDK's buffer, and
 * its lock, for each character: an advertisement of many hosts took longer to send than to make.
 */
final class AsciiXml extends BaseXmlWriterFactory {
    @Override
    public ContentHandler getXmlWriter(XmlRpcStreamConfig config, OutputStream out) {
        XMLWriter writer = newXmlWriter();
        writer.setDeclarating(true);
        writer.setEncoding("US-ASCII");
        writer.setIndenting(false);
        writer.setFlushing(true);
        writer.setWriter(new Ascii(out));
        return writer;
    }

    /** For one thread. */
    private static final class Ascii extends Writer {
        private final OutputStream out;
        private final byte[] buffer = new byte[8192];
        private int used;

        Ascii(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int character) throws IOException {
            if (used == buffer.length) {
                drain();
            }
            buffer[used++] = (byte) (character < 0x80 ? character : '?');
        }

        @Override
        public void write(char[] characters, int from, int count) throws IOException {
            for (int i = from; i < from + count; i++) {
                write(characters[i]);
            }
        }

        @Override
        public void write(String text, int from, int count) throws IOException {
            for (int i = from; i < from + count; i++) {
                write(text.charAt(i));
            }
        }

        private void drain() throws IOException {
            out.write(buffer, 0, used);
            used = 0;
        }

        @Override
        public void flush() throws IOException {
            drain();
            out.flush();
        }

        @Override
        public void close() throws IOException {
            flush();
            out.close();
        }
    }
}
