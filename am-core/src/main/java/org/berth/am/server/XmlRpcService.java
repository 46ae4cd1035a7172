// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import javax.xml.parsers.SAXParserFactory;
import org.apache.xmlrpc.XmlRpcException;
import org.apache.xmlrpc.XmlRpcRequest;
import org.apache.xmlrpc.common.ServerStreamConnection;
import org.apache.xmlrpc.common.XmlRpcHttpRequestConfigImpl;
import org.apache.xmlrpc.common.XmlRpcStreamRequestConfig;
import org.apache.xmlrpc.server.XmlRpcErrorLogger;
import org.apache.xmlrpc.server.XmlRpcStreamServer;
import org.berth.am.api.AmApi;
import org.berth.am.api.AnswerBudget;
import org.berth.am.api.Reply;
import org.berth.am.api.RpcFault;
import org.berth.am.auth.Caller;
import org.berth.am.base.Incidents;
import org.berth.rspec.xml.HardenedXml;
import org.berth.rspec.xml.XmlLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * XML-RPC over an {@link AmApi}: bytes of a request in, bytes of a response out. Knows no HTTP; safe for use by many
 * threads. Every request gets a response, however broken it is.
 */
public final class XmlRpcService {
    private static final Logger log = LoggerFactory.getLogger(XmlRpcService.class);
    private static final Incidents INCIDENTS = new Incidents(log);

    /** Credentials and RSpecs travel as text, so real bodies stay below depth 12. */
    private static final SAXParserFactory PARSERS = HardenedXml.saxParserFactory(XmlLimits.DEFAULTS);

    private final Engine engine = new Engine();
    private final AmApi api;
    private final CallLog calls;

    public XmlRpcService(AmApi api, CallLog calls) {
        this.api = api;
        this.calls = calls;
    }

    /** Answers a request of that caller; the response is ASCII and may be a fault. */
    public byte[] answer(Caller caller, byte[] request, AnswerBudget budget) {
        ByteArrayOutputStream response = new ByteArrayOutputStream(Math.max(request.length / 8, 512));
        CallConfig config = new CallConfig(caller, budget);
        try {
            engine.execute(config, new Connection(body(request), response));
            return response.toByteArray();
        } catch (XmlRpcException e) {
            // What was written so far is half a response.
            response.reset();
            engine.writeFault(config, response, incident(e));
            return response.toByteArray();
        } finally {
            config.written.run();
        }
    }

    /** The XML, without white space before it: some clients send a line break, and no XML declaration may follow one. */
    private static InputStream body(byte[] request) {
        int start = 0;
        while (start < request.length && " \t\r\n".indexOf(request[start]) >= 0) {
            start++;
        }
        return new ByteArrayInputStream(request, start, request.length - start);
    }

    private Object call(XmlRpcRequest request) throws RpcFault {
        CallConfig config = (CallConfig) request.getConfig();
        RpcRequest call = (RpcRequest) request;
        return calls.record(config.caller, call.method(), () -> {
            Reply reply = api.call(config.caller, call.method(), call.parameters(), config.budget);
            config.written = reply.written();
            return reply;
        });
    }

    private static RpcFault incident(Throwable cause) {
        return RpcFault.internal(INCIDENTS.report("an XML-RPC call", cause));
    }

    /** The library's server, with every way to a fault's text passing through {@link RpcFault}. */
    private final class Engine extends XmlRpcStreamServer {
        Engine() {
            setTypeFactory(new RpcTypes(this));
            setXMLWriterFactory(new AsciiXml());
            setHandlerMapping(name -> this::handle);
            setErrorLogger(new Silent());
        }

        private Object handle(XmlRpcRequest request) throws XmlRpcException {
            try {
                return call(request);
            } catch (RpcFault fault) {
                throw asException(fault);
            }
        }

        @Override
        protected XmlRpcRequest getRequest(XmlRpcStreamRequestConfig config, InputStream body) throws XmlRpcException {
            try {
                return RpcRequest.parse(config, getTypeFactory(), PARSERS, body);
            } catch (RpcFault fault) {
                throw asException(fault);
            }
        }

        @Override
        protected Throwable convertThrowable(Throwable error) {
            return error.getCause() instanceof RpcFault ? error : asException(incident(error));
        }

        private void writeFault(XmlRpcStreamRequestConfig config, OutputStream out, RpcFault fault) {
            try {
                writeError(config, out, asException(fault));
            } catch (XmlRpcException e) {
                throw new IllegalStateException("a fault of plain text could not be written", e);
            }
        }

        private static XmlRpcException asException(RpcFault fault) {
            return new XmlRpcException(fault.code(), fault.getMessage(), fault);
        }
    }

    /** Faults are the client's business; what is ours has been logged already, with an incident's id. */
    private static final class Silent extends XmlRpcErrorLogger {
        @Override
        public void log(String message, Throwable error) {
            log.debug("answered with a fault", error);
        }

        @Override
        public void log(String message) {
            log.debug("answered with a fault: {}", TextSerializer.ascii(message));
        }
    }

    private static final class CallConfig extends XmlRpcHttpRequestConfigImpl {
        private final Caller caller;
        private final AnswerBudget budget;
        private Runnable written = () -> {};

        CallConfig(Caller caller, AnswerBudget budget) {
            this.caller = caller;
            this.budget = budget;
            setEnabledForExtensions(false);
            setEncoding("US-ASCII");
        }
    }

    private record Connection(InputStream in, OutputStream out) implements ServerStreamConnection {
        @Override
        public InputStream newInputStream() {
            return in;
        }

        @Override
        public OutputStream newOutputStream() {
            return out;
        }

        @Override
        public void close() {
            // There is nothing behind these streams but memory.
        }
    }
}
