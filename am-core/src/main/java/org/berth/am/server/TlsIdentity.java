// SPDX-License-Identifier: Apache-2.0
package org.berth.am.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

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
        for (Object block : blocks(file)) {
            if (block instanceof PEMKeyPair pair) {
                return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
            }
            if (block instanceof PrivateKeyInfo info) {
                return new JcaPEMKeyConverter().getPrivateKey(info);
            }
            if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new IOException("the key in " + file + " is encrypted: store it without a password, readable by"
                        + " the AM's own user alone");
            }
        }
        throw new IOException("there is no private key in " + file);
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> found = new ArrayList<>();
        for (Object block : blocks(file)) {
            if (block instanceof X509CertificateHolder holder) {
                try {
                    found.add(new JcaX509CertificateConverter().getCertificate(holder));
                } catch (CertificateException e) {
                    throw new IOException("there is a broken certificate in " + file + ": " + e.getMessage(), e);
                }
            }
        }
        if (found.isEmpty()) {
            throw new IOException("there is no certificate in " + file);
        }
        return found;
    }

    private static List<Object> blocks(Path file) throws IOException {
        List<Object> blocks = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file);
                PEMParser parser = new PEMParser(text)) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return blocks;
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
