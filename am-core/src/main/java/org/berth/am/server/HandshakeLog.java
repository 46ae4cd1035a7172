// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.security.cert.CertificateException;
import java.time.InstantSource;
import org.berth.base.RateLimitedLog;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each client that fails in the TLS handshake, up to a number in each minute. Refused certificates are left to
 * the trust manager, which has its own line that names the certificate.
 */
final class HandshakeLog implements SslHandshakeListener {
    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);

    private final RateLimitedLog rate = new RateLimitedLog(InstantSource.system());

    @Override
    public void handshakeFailed(Event event, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return;
            }
        }
        String reason = String.valueOf(failure.getMessage());
        rate.write(
                () -> log.info(
                        "TLS handshake failed: client={} reason={}",
                        event.getEndPoint().getRemoteSocketAddress(),
                        TextSerializer.ascii(reason).replaceAll("\\s+", " ")),
                () -> log.info("more TLS handshakes failed: no more lines until this minute ends"));
    }
}
