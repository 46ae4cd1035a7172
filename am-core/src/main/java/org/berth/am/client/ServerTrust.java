// SPDX-License-Identifier: Apache-2.0
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
import org.berth.base.PemFile;
import org.berth.base.Printable;
import org.jspecify.annotations.Nullable;

/**
 * The servers that a client trusts. A certificate that was given itself is trusted under any name, since AM servers are
 * called by address and by alias; a certificate issued by a given root, only under its own names.
 */
public final class ServerTrust {
    private final X509ExtendedTrustManager trustManager;

    private ServerTrust(X509ExtendedTrustManager trustManager) {
        this.trustManager = trustManager;
    }

    /** Believes what Java's own collection of roots believes. */
    public static ServerTrust ofSystem() throws GeneralSecurityException {
        return new ServerTrust(new PinnedOr(List.of(), issuedBy(null)));
    }

    /**
     * Believes the certificates of a PEM file, and what they issued.
     *
     * @throws IOException with a sentence for the user, if the file cannot be read or holds none
     */
    public static ServerTrust of(Path file) throws IOException, GeneralSecurityException {
        List<X509Certificate> certificates = PemFile.read(file).certificates();
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

    /** Says what is wrong with a certificate that was refused: by asking again, not by the refusal's words. */
    private static UntrustedServerException explained(
            X509Certificate[] chain, X509ExtendedTrustManager trust, CertificateException refusal) {
        X509Certificate shown = chain[0];
        String name = "'" + shown.getSubjectX500Principal() + "'";
        String text;
        if (isInvalidNow(shown)) {
            text = "the server is not believed: its certificate " + name + " is valid from "
                    + shown.getNotBefore().toInstant() + " to "
                    + shown.getNotAfter().toInstant()
                    + " only. Its admin has to renew it; if the time is wrong, check this machine's clock";
        } else if (isIssued(chain, trust)) {
            text = "the server is not believed: its certificate " + name
                    + " is good, but not for the name in the URL. Use a name that it gives, or give the certificate itself"
                    + " with --ca FILE";
        } else {
            text = "the server is not believed: nothing trusted has issued its certificate " + name
                    + ", which says that '"
                    + shown.getIssuerX500Principal()
                    + "' did. Give the server's certificate or the root that issued it with --ca FILE";
        }
        return new UntrustedServerException(Printable.lines(text), refusal);
    }

    private static boolean isInvalidNow(X509Certificate certificate) {
        try {
            certificate.checkValidity();
            return false;
        } catch (CertificateException e) {
            return true;
        }
    }

    /** Returns whether a chain leads to a root, under whatever name the server was called. */
    private static boolean isIssued(X509Certificate[] chain, X509ExtendedTrustManager trust) {
        try {
            trust.checkServerTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException e) {
            return false;
        }
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
            if (pinned.contains(chain[0])) {
                return;
            }
            try {
                otherwise.with(others);
            } catch (CertificateException e) {
                throw explained(chain, others, e);
            }
        }
    }

    private static final class Anyone extends OfServers {
        @Override
        void check(X509Certificate[] chain, Check otherwise) {}
    }
}
