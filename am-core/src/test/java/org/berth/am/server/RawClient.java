// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client with no manners of its own: it sends what it is told to, when it is told to. */
public final class RawClient implements AutoCloseable {
    private final Socket socket;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(20_000);
    }

    /** A TCP connection and no TLS. */
    public static RawClient plain(URI server) throws IOException {
        return new RawClient(tcp(server));
    }

    /** A TLS connection, with its handshake done. */
    public static RawClient tls(URI server, SSLContext context) throws IOException {
        SSLSocket tls = (SSLSocket)
                context.getSocketFactory().createSocket(tcp(server), server.getHost(), server.getPort(), true);
        tls.startHandshake();
        return new RawClient(tls);
    }

    /** A TLS connection from another of this machine's addresses, with its handshake done. */
    static RawClient tlsFrom(String address, URI server, SSLContext context) throws IOException {
        Socket tcp = new Socket();
        tcp.bind(new InetSocketAddress(address, 0));
        tcp.connect(new InetSocketAddress(server.getHost(), server.getPort()), 10_000);
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(tcp, server.getHost(), server.getPort(), true);
        tls.startHandshake();
        return new RawClient(tls);
    }

    /** The server's certificate. */
    Certificate peer() throws IOException {
        return ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    public RawClient send(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return this;
    }

    /** Whether the server has ended the connection: tells by writing, and without waiting. */
    public boolean isCut() {
        try {
            send("x");
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether nothing can be sent any more. */
    boolean isBroken() {
        try {
            send("x");
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** All that comes until the server ends the connection. */
    public String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** One response with a Content-Length. */
    public String readResponse() throws IOException {
        String head = readHead();
        String length = head.replaceFirst("(?is).*content-length: *(\\d+).*", "$1");
        byte[] body = socket.getInputStream().readNBytes(Integer.parseInt(length));
        return head + new String(body, StandardCharsets.ISO_8859_1);
    }

    /** Up to the empty line. */
    public String readHead() throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended within '" + head + "'");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static Socket tcp(URI server) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 10_000);
        return socket;
    }
}
