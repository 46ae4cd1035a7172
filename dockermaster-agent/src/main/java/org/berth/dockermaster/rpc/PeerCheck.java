// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.rpc;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.berth.dockermaster.trust.PeerIdentity;

/**
 * Asks a rule about the peer's certificate, in both directions. Being an extended trust manager it is asked alone: Java adds
 * no check of DNS names, which agents' certificates do not have.
 */
final class PeerCheck extends X509ExtendedTrustManager {
    /** Refuses a peer by throwing. */
    @FunctionalInterface
    interface Rule {
        void require(X509Certificate peer, PeerIdentity own) throws CertificateException;
    }

    private final PeerIdentity own;
    private final Rule rule;

    PeerCheck(PeerIdentity own, Rule rule) {
        this.own = own;
        this.rule = rule;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new CertificateException("it shows no certificate");
        }
        // Only the authority itself issues, so what else is in the chain does not matter.
        rule.require(chain[0], own);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    /** None are named: a peer then shows whatever it has, and is told what is wrong with it. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
