// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** A TLS server on the loopback interface that wants a client certificate and, once it has one, sends a byte. */
public final class TlsEndpoint implements AutoCloseable {
    private static final Identity SERVER =
            ServerCertificate.selfSigned("localhost", Optional.empty(), Duration.ofDays(1), InstantSource.system());

    private final SSLServerSocket listener;
    private final ExecutorService executor = Executors.newSingleThreadExecutor();

    public TlsEndpoint(X509ExtendedTrustManager trust) {
        try {
            listener = (SSLServerSocket) TestTls.context(SERVER, trust)
                    .getServerSocketFactory()
                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            listener.setNeedClientAuth(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Connects as somebody.
     *
     * @return the client certificate that the server saw
     * @throws IOException if one side refused
     */
    public X509Certificate handshake(Identity client) throws IOException {
        Future<X509Certificate> seen = executor.submit(this::accept);
        try (SSLSocket socket = (SSLSocket) TestTls.client(client)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            socket.setSoTimeout(10_000);
            // With TLS 1.3 the client learns of a refusal only when it reads.
            if (socket.getInputStream().read() != 1) {
                throw new IOException("closed by the server");
            }
        }
        try {
            return seen.get(); // after the socket is closed: the server's close waits for the client's
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
    }

    private X509Certificate accept() throws IOException {
        try (SSLSocket socket = (SSLSocket) listener.accept()) {
            socket.setSoTimeout(10_000);
            socket.startHandshake();
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            socket.getOutputStream().write(1);
            return leaf;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        executor.shutdownNow();
    }
}
