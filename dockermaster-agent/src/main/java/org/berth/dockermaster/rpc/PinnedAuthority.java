// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.berth.dockermaster.trust.HostCertificates;
import org.jspecify.annotations.Nullable;

/**
 * Believes the listener of one AM, whose authority it knows by its SHA-256. Being an extended trust manager it is asked alone:
 * Java adds no check of DNS names.
 */
final class PinnedAuthority extends X509ExtendedTrustManager {
    private final String pin;
    private final InstantSource clock;
    private volatile @Nullable String refusal;

    PinnedAuthority(String pin, InstantSource clock) {
        this.pin = pin;
        this.clock = clock;
    }

    /** Returns the reason why the last peer that was refused was not trusted; empty if none was refused. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        try {
            HostCertificates.requireEnrollment(List.of(chain), pin, clock.instant());
        } catch (CertificateException e) {
            refusal = e.getMessage();
            throw e;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this end serves nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("this end serves nobody");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("this end serves nobody");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
