// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.berth.am.auth.x509.Gid;
import org.berth.am.auth.x509.PemCertificates;
import org.berth.base.RateLimitedLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets clients into the TLS handshake: those whose certificate has exactly one publicid URN and a path to a trust anchor,
 * made of the anchors and whatever certificates the client sent along (old jFed sends its own only).
 *
 * <p>The client learns little from the alert, so every refusal is one log line that names the certificate and the reason, up to
 * a number in each minute.
 */
public final class ClientTrustManager extends X509ExtendedTrustManager {
    private static final Logger log = LoggerFactory.getLogger(ClientTrustManager.class);

    private final Supplier<TrustAnchors> anchors;
    private final InstantSource clock;
    private final RateLimitedLog rate;

    /** @param anchors asked anew at each handshake */
    public ClientTrustManager(Supplier<TrustAnchors> anchors, InstantSource clock) {
        this.anchors = anchors;
        this.clock = clock;
        this.rate = new RateLimitedLog(clock);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        if (chain.length == 0 || chain.length > PemCertificates.MAX_CERTIFICATES) {
            throw new CertificateException("a chain of " + chain.length + " certificates");
        }
        try {
            CertificatePath.find(
                    chain[0], Arrays.asList(chain).subList(1, chain.length), anchors.get(), clock.instant());
        } catch (CertificateException e) {
            rate.write(
                    () -> log.warn("TLS client {} refused: {}", Gid.subject(chain[0]), e.getMessage()),
                    () -> log.warn("more TLS clients refused: no more lines until this minute ends"));
            throw e;
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this trust manager is for clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    /** None: naming the trusted issuers makes some clients send nothing when their intermediate is not among them. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
