// SPDX-License-Identifier: Apache-2.0
package org.berth.am.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A client that costs little itself: bytes made beforehand, over a new TLS connection for each call or over a kept one. */
final class WireCalls implements AutoCloseable {
    private final SSLContext tls;
    private final String host;
    private final int port;
    private final String path;
    private final boolean keep;
    private @Nullable SSLSocket socket;
    /** Whether the server ends the connection after its answer, however much it should be kept. */
    private boolean ended;

    WireCalls(SSLContext tls, String host, int port, String path, boolean keep) {
        this.tls = tls;
        this.host = host;
        this.port = port;
        this.path = path;
        this.keep = keep;
    }

    /** Posts a methodCall and returns the methodResponse, which says geni_code 0. */
    String succeed(byte[] body) throws IOException {
        String answer = post(body);
        if (!answer.contains("<name>geni_code</name><value><int>0<")
                && !answer.contains("<name>geni_code</name><value><i4>0<")
                && !answer.contains("<name>geni_code</name>\n<value><int>0<")) {
            throw new IOException("not code 0: " + answer);
        }
        return answer;
    }

    private String post(byte[] body) throws IOException {
        SSLSocket open = socket == null ? connect() : socket;
        socket = open;
        OutputStream out = open.getOutputStream();
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: text/xml\r\nContent-Length: "
                        + body.length + "\r\n" + (keep ? "" : "Connection: close\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        out.write(all);
        out.flush();
        String answer = answer(new BufferedInputStream(open.getInputStream()));
        if (!keep || ended) {
            close();
        }
        return answer;
    }

    private SSLSocket connect() throws IOException {
        SSLSocket made = (SSLSocket) tls.getSocketFactory().createSocket(InetAddress.getByName(host), port);
        made.setTcpNoDelay(true);
        made.startHandshake();
        // The clients that we measure for do not resume sessions.
        made.getSession().invalidate();
        return made;
    }

    private String answer(InputStream in) throws IOException {
        int length = -1;
        String first = line(in);
        ended = first.startsWith("HTTP/1.0");
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(
                        lower.substring("content-length:".length()).strip());
            }
        }
        byte[] content = length < 0 ? in.readAllBytes() : in.readNBytes(length);
        String text = new String(content, StandardCharsets.UTF_8);
        if (!first.contains(" 200")) {
            throw new IOException(first + ": " + text);
        }
        return text;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
