// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.berth.base.PemFile;

/**
 * The key and the certificates that the AM shows to its clients.
 *
 * @param key belongs to the first certificate
 * @param chain the AM's own certificate, then those that lead to its root, if any
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
    public TlsIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads PEM files; both may be one file, and text between the blocks is passed over.
     *
     * @param keyFile an unencrypted key, PKCS#8 or PKCS#1 or SEC 1
     * @param certificateFile certificates, the AM's own first
     * @throws IOException with a sentence that names the file, if one cannot be read, holds not what it should, or the key
     *     belongs to another certificate
     */
    public static TlsIdentity load(Path keyFile, Path certificateFile) throws IOException {
        PrivateKey key = key(keyFile);
        List<X509Certificate> chain = certificates(certificateFile);
        if (!belongs(key, chain.get(0))) {
            throw new IOException("the key in " + keyFile + " does not belong to the first certificate in "
                    + certificateFile + " (" + chain.get(0).getSubjectX500Principal() + ")");
        }
        return new TlsIdentity(key, chain);
    }

    /** Key managers that know this identity and no other. */
    KeyManager[] keyManagers() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("am", key, new char[0], chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store in memory needs no input", e);
        }
    }

    private static PrivateKey key(Path file) throws IOException {
        PemFile.Content content = PemFile.read(file);
        if (!content.privateKeys().isEmpty()) {
            return content.privateKeys().get(0);
        }
        throw new IOException(
                content.hasEncryptedKey()
                        ? "the key in " + file
                                + " is encrypted: store it without a password, readable by the AM's own user" + " alone"
                        : "there is no private key in " + file);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = PemFile.read(file).certificates();
        if (found.isEmpty()) {
            throw new IOException("there is no certificate in " + file);
        }
        return found;
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        try {
            byte[] text = new byte[32];
            new SecureRandom().nextBytes(text);
            String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(text);
            Signature checking = Signature.getInstance(algorithm);
            checking.initVerify(certificate.getPublicKey());
            checking.update(text);
            return checking.verify(signing.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
