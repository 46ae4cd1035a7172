// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.berth.base.PemFile;
import org.berth.rspec.Urn;

/**
 * The identity of a caller: a certificate with its chain, and its private key.
 *
 * @param chain the caller's certificate first
 * @param key its key
 */
public record ClientIdentity(List<X509Certificate> chain, PrivateKey key) {
    private static final int SAN_URI = 6;

    public ClientIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads PEM files; both may be the same file.
     *
     * @throws IOException with a sentence for the user, if one cannot be read or holds no certificate or no key
     */
    public static ClientIdentity load(Path certificateFile, Path keyFile) throws IOException {
        List<X509Certificate> chain = PemFile.read(certificateFile).certificates();
        if (chain.isEmpty()) {
            throw new IOException(certificateFile + " holds no certificate (-----BEGIN CERTIFICATE-----)");
        }
        return new ClientIdentity(chain, privateKey(keyFile));
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        PemFile.Content content = PemFile.read(file);
        if (!content.privateKeys().isEmpty()) {
            return content.privateKeys().get(0);
        }
        throw new IOException(
                content.hasEncryptedKey()
                        ? "the key in " + file + " has a passphrase: make a copy without one, with openssl pkey -in "
                                + file + " -out FILE, and give it with --key FILE"
                        : file + " holds no private key (-----BEGIN PRIVATE KEY-----)");
    }

    /** The caller's publicid URN, if the certificate names one. */
    public Optional<Urn> urn() {
        try {
            Collection<List<?>> names = chain.get(0).getSubjectAlternativeNames();
            return (names == null ? List.<List<?>>of() : names)
                    .stream()
                            .filter(name -> Integer.valueOf(SAN_URI).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .filter(name -> name.startsWith("urn:publicid:"))
                            .findFirst()
                            .map(Urn::parse);
        } catch (CertificateParsingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    KeyManager[] keyManagers() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("caller", key, new char[0], chain.toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }
}
