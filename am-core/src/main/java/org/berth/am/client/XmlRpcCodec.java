// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.xmlrpc.XmlRpcException;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.XmlRpcRequestConfig;
import org.apache.xmlrpc.common.TypeFactoryImpl;
import org.apache.xmlrpc.common.XmlRpcController;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.parser.XmlRpcResponseParser;
import org.apache.xmlrpc.serializer.CharSetXmlWriterFactory;
import org.apache.xmlrpc.serializer.XmlRpcWriter;
import org.berth.base.Printable;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;

/**
 * Calls and replies of XML-RPC as XML. Values are String, Integer, Boolean, Double, Map with String keys, and Object[] or
 * List.
 */
final class XmlRpcCodec {
    private static final TypeFactoryImpl TYPES = new TypeFactoryImpl((XmlRpcController) null);

    private XmlRpcCodec() {}

    static byte[] call(String method, List<?> parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        XmlRpcHttpRequestConfigImpl config = config();
        try {
            new XmlRpcWriter(config, new CharSetXmlWriterFactory().getXmlWriter(config, bytes), TYPES)
                    .write(new Call(config, method, parameters));
        } catch (SAXException | XmlRpcException e) {
            throw new IllegalArgumentException("a value that XML-RPC cannot carry: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /**
     * The value of a reply.
     *
     * @throws ConnectionException if it is a Fault or no XML-RPC
     */
    static @Nullable Object reply(InputStream body) throws IOException {
        XmlRpcResponseParser parser = new XmlRpcResponseParser(config(), TYPES);
        try {
            XMLReader reader = HardenedXml.saxParserFactory(XmlLimits.DEFAULTS)
                    .newSAXParser()
                    .getXMLReader();
            reader.setContentHandler(parser);
            reader.parse(new InputSource(body));
            if (parser.isSuccess()) {
                return parser.getResult();
            }
        } catch (SAXException | XmlRpcException e) {
            throw new ConnectionException("the server's answer is no XML-RPC: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be had", e);
        }
        throw new ConnectionException("the server answers with Fault " + parser.getErrorCode() + ": "
                + Printable.lines(String.valueOf(parser.getErrorMessage())));
    }

    private static XmlRpcHttpRequestConfigImpl config() {
        XmlRpcHttpRequestConfigImpl config = new XmlRpcHttpRequestConfigImpl();
        config.setEncoding(StandardCharsets.UTF_8.name());
        return config;
    }

    private record Call(XmlRpcRequestConfig config, String method, List<?> parameters) implements XmlRpcRequest {
        @Override
        public XmlRpcRequestConfig getConfig() {
            return config;
        }

        @Override
        public String getMethodName() {
            return method;
        }

        @Override
        public int getParameterCount() {
            return parameters.size();
        }

        @Override
        public Object getParameter(int index) {
            return parameters.get(index);
        }
    }
}
