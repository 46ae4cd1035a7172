// SPDX-License-Identifier: Apache-2.0
package org.berth.am.client;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.berth.rspec.Urn;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

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
        List<X509Certificate> chain = certificates(certificateFile);
        if (chain.isEmpty()) {
            throw new IOException(certificateFile + " holds no certificate (-----BEGIN CERTIFICATE-----)");
        }
        return new ClientIdentity(chain, privateKey(keyFile));
    }

    /** All certificates of a PEM file, in its order. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Object object : pemObjects(file)) {
                if (object instanceof X509CertificateHolder holder) {
                    certificates.add(converter.getCertificate(holder));
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds a certificate that cannot be read: " + e.getMessage(), e);
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object object : pemObjects(file)) {
            if (object instanceof PEMKeyPair pair) {
                return converter.getPrivateKey(pair.getPrivateKeyInfo());
            } else if (object instanceof PrivateKeyInfo info) {
                return converter.getPrivateKey(info);
            } else if (object instanceof PEMEncryptedKeyPair || object instanceof PKCS8EncryptedPrivateKeyInfo) {
                throw new IOException("the key in " + file + " has a passphrase: make a copy without one, with"
                        + " openssl pkey -in " + file + " -out FILE, and give it with --key FILE");
            }
        }
        throw new IOException(file + " holds no private key (-----BEGIN PRIVATE KEY-----)");
    }

    private static List<Object> pemObjects(Path file) throws IOException {
        List<Object> objects = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                PEMParser parser = new PEMParser(reader)) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                objects.add(object);
            }
        }
        return objects;
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
