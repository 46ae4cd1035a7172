// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.XmlRpcRequestConfig;
import org.apache.xmlrpc.common.TypeFactory;
import org.apache.xmlrpc.common.XmlRpcStreamRequestConfig;
import org.apache.xmlrpc.parser.XmlRpcRequestParser;
import org.berth.am.api.RpcFault;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;

/**
 * A call as it came.
 *
 * @param parameters plain values, null for a nil
 */
record RpcRequest(XmlRpcRequestConfig config, String method, List<@Nullable Object> parameters)
        implements XmlRpcRequest {
    /**
     * Reads a {@code methodCall}.
     *
     * @throws RpcFault if it is none, with a sentence that says where and why
     */
    static RpcRequest parse(
            XmlRpcStreamRequestConfig config, TypeFactory types, SAXParserFactory parsers, InputStream body)
            throws RpcFault {
        CallParser call = new CallParser(config, types);
        try {
            XMLReader reader = parsers.newSAXParser().getXMLReader();
            reader.setContentHandler(call);
            reader.parse(new InputSource(body));
        } catch (SAXParseException e) {
            throw RpcFault.malformed(
                    "line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": " + e.getMessage());
        } catch (SAXException | IOException | RpcTypes.UnknownType e) {
            throw RpcFault.malformed(String.valueOf(e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser cannot be had", e);
        }
        if (call.getMethodName() == null) {
            throw RpcFault.malformed("there is no methodName");
        }
        return new RpcRequest(config, call.getMethodName(), call.parameters());
    }

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
    public @Nullable Object getParameter(int index) {
        return parameters.get(index);
    }

    /**
     * The library's parser without its account of name-space prefixes: nothing reads it, and it throws when a value's own
     * element declares one. It also takes a {@code param} for one wherever it stands at that depth.
     */
    private static final class CallParser extends XmlRpcRequestParser {
        CallParser(XmlRpcStreamRequestConfig config, TypeFactory types) {
            super(config, types);
        }

        List<@Nullable Object> parameters() {
            List<@Nullable Object> found = new ArrayList<>();
            if (getParams() != null) {
                for (Object parameter : getParams()) {
                    found.add(parameter);
                }
            }
            return found;
        }

        @Override
        protected void startValueTag() throws SAXException {
            if (getParams() == null) {
                throw new SAXParseException("a param stands outside of params", getDocumentLocator());
            }
            super.startValueTag();
        }

        @Override
        public void startPrefixMapping(String prefix, String uri) {
            // See above.
        }

        @Override
        public void endPrefixMapping(String prefix) {
            // See above.
        }
    }
}
