package org.berth.am.client;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which servers are believed. A certificate that was given itself is believed under any name, since AM servers are
 * called by address and by alias; a certificate issued by a given root, only under its own names.
 */
public final class ServerTrust {
    private final X509ExtendedTrustManager trustManager;

    private ServerTrust(X509ExtendedTrustManager trustManager) {
        this.trustManager = trustManager;
    }

    /** Believes what Java's own collection of roots believes. */
    public static ServerTrust ofSystem() throws GeneralSecurityException {
        return new ServerTrust(issuedBy(null));
    }

    /**
     * Believes the certificates of a PEM file, and what they issued.
     *
     * @throws IOException with a sentence for the user, if the file cannot be read or holds none
     */
    public static ServerTrust of(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = ClientIdentity.certificates(file);
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate (-----BEGIN CERTIFICATE-----)");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("root" + i, certificates.get(i));
        }
        return new ServerTrust(new PinnedOr(certificates, issuedBy(store)));
    }

    /** Believes any server: the caller has decided so. */
    public static ServerTrust ofAnyone() {
        return new ServerTrust(new Anyone());
    }

    X509ExtendedTrustManager trustManager() {
        return trustManager;
    }

    private static X509ExtendedTrustManager issuedBy(@Nullable KeyStore roots) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(roots);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** An extended trust manager, because the JDK checks the server's name only with those and in those. */
    private abstract static class OfServers extends X509ExtendedTrustManager {
        abstract void check(X509Certificate[] chain, Check otherwise) throws CertificateException;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain, trust -> trust.checkServerTrusted(chain, type));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain, trust -> trust.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain, trust -> trust.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("this is no server");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private interface Check {
        void with(X509ExtendedTrustManager trust) throws CertificateException;
    }

    private static final class PinnedOr extends OfServers {
        private final List<X509Certificate> pinned;
        private final X509ExtendedTrustManager others;

        PinnedOr(List<X509Certificate> pinned, X509ExtendedTrustManager others) {
            this.pinned = pinned;
            this.others = others;
        }

        @Override
        void check(X509Certificate[] chain, Check otherwise) throws CertificateException {
            if (!pinned.contains(chain[0])) {
                otherwise.with(others);
            }
        }
    }

    private static final class Anyone extends OfServers {
        @Override
        void check(X509Certificate[] chain, Check otherwise) {}
    }
}
