// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.util.List;
import java.util.Map;
import org.apache.ws.commons.util.NamespaceContextImpl;
import org.apache.xmlrpc.common.TypeFactoryImpl;
import org.apache.xmlrpc.common.XmlRpcController;
import org.apache.xmlrpc.common.XmlRpcStreamConfig;
import org.apache.xmlrpc.parser.I8Parser;
import org.apache.xmlrpc.parser.NullParser;
import org.apache.xmlrpc.parser.TypeParser;
import org.apache.xmlrpc.serializer.TypeSerializer;
import org.apache.xmlrpc.serializer.XmlRpcWriter;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/**
 * The XML-RPC types that are read and written: on the way in also {@code i8} and {@code nil}, on the way out nothing but
 * int, string, boolean, double, struct and array, because old clients know no others.
 */
final class RpcTypes extends TypeFactoryImpl {
    private static final TypeSerializer TEXT = new TextSerializer();

    RpcTypes(XmlRpcController controller) {
        super(controller);
    }

    @Override
    public @Nullable TypeParser getParser(
            XmlRpcStreamConfig config, NamespaceContextImpl names, String uri, String name) {
        boolean extension = uri.equals(XmlRpcWriter.EXTENSIONS_URI);
        if (extension || uri.isEmpty()) {
            if (name.equals("nil")) {
                return new NullParser();
            }
            if (name.equals("i8")) {
                return new I8Parser();
            }
        }
        if (extension) {
            throw new UnknownType("the extension type '" + name + "' is not taken");
        }
        return super.getParser(config, names, uri, name);
    }

    @Override
    public TypeSerializer getSerializer(XmlRpcStreamConfig config, @Nullable Object value) throws SAXException {
        if (value instanceof String) {
            return TEXT;
        }
        if (value instanceof Integer
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Map
                || value instanceof List
                || value instanceof Object[]) {
            return super.getSerializer(config, value);
        }
        throw new SAXException("a result holds a value that must not be sent: " + value);
    }

    /** Says that a client used an extension type; the library's own words for that are about its Java methods. */
    static final class UnknownType extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownType(String message) {
            super(message);
        }
    }
}
