// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads a file of keys and certificates. One block that cannot be read makes the whole file unreadable. */
public final class PemFile {
    /** More than any system's collection of roots has. */
    private static final int MAX_BYTES = 4 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final int LONGEST_REASON = 200;

    private PemFile() {}

    /**
     * The contents of a file, each kind in the order of the file.
     *
     * @param privateKeys unencrypted ones: PKCS#8, PKCS#1 or SEC 1
     * @param hasEncryptedKey whether there is a private key that needs a password
     */
    public record Content(
            List<PrivateKey> privateKeys,
            List<PublicKey> publicKeys,
            List<X509Certificate> certificates,
            boolean hasEncryptedKey) {
        public Content {
            privateKeys = List.copyOf(privateKeys);
            publicKeys = List.copyOf(publicKeys);
            certificates = List.copyOf(certificates);
        }

        /** Never the keys. */
        @Override
        public String toString() {
            return "Content[" + certificates.size() + " certificates]";
        }
    }

    /**
     * Reads a file; text around the blocks, parameters of keys and requests are passed over.
     *
     * @throws IOException with a sentence that names the file, if it cannot be read or one of its blocks is broken
     */
    public static Content read(Path file) throws IOException {
        try {
            return parse(text(file));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException | CertificateException | RuntimeException e) {
            // BouncyCastle throws several of its own for what is no base64 or no ASN.1.
            boolean hasReason = e.getMessage() != null && !(e instanceof FileSystemException);
            String reason = hasReason ? e.getMessage() : e.getClass().getSimpleName();
            throw new IOException("cannot read " + file + ": " + Printable.line(reason, LONGEST_REASON), e);
        }
    }

    /** Reads no more than the bound: a pipe or a device tells no size. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, ISO_8859_1);
        }
    }

    private static Content parse(String text) throws IOException, CertificateException {
        List<PrivateKey> privateKeys = new ArrayList<>();
        List<PublicKey> publicKeys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        boolean encrypted = false;
        int read = 0;
        JcaPEMKeyConverter keys = new JcaPEMKeyConverter();
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                read++;
                if (block instanceof PrivateKeyInfo key) {
                    privateKeys.add(keys.getPrivateKey(key));
                } else if (block instanceof PEMKeyPair pair) {
                    privateKeys.add(keys.getPrivateKey(pair.getPrivateKeyInfo()));
                } else if (block instanceof SubjectPublicKeyInfo key) {
                    publicKeys.add(keys.getPublicKey(key));
                } else if (block instanceof X509CertificateHolder certificate) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
                } else if (block instanceof PEMEncryptedKeyPair || block instanceof PKCS8EncryptedPrivateKeyInfo) {
                    encrypted = true;
                }
            }
        }
        // The parser passes over a block that does not begin at the start of a line, and ends at a malformed first
        // line.
        int begun = text.split(BEGIN, -1).length - 1;
        if (read != begun) {
            throw new IOException("only " + read + " of its " + begun + " blocks could be read; put '" + BEGIN
                    + "...-----' of each block on a line of its own, with nothing before it");
        }
        return new Content(privateKeys, publicKeys, certificates, encrypted);
    }
}
