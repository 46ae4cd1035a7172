// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import org.berth.base.DurableFiles;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.Key;
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
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * A file of keys and certificates. It is there whole or not at all, whenever this process or the machine dies, and from its
 * first byte on readable by its owner alone.
 */
public final class PemFile {
    private final Path file;

    public PemFile(Path file) {
        this.file = file;
    }

    /** The content of a file, in its order. */
    public record Content(
            List<PrivateKey> privateKeys, List<PublicKey> publicKeys, List<X509Certificate> certificates) {
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

    /** Returns whether the file exists. */
    public boolean exists() {
        return Files.exists(file);
    }

    /**
     * Makes the file and its folder, if need be.
     *
     * @return whether it was made; false if it was there already, also if somebody else made it meanwhile
     */
    public boolean create(List<? extends Key> keys, List<X509Certificate> certificates) throws IOException {
        DurableFiles.makePrivateFolder(file.toAbsolutePath().resolveSibling(""));
        return DurableFiles.createPrivate(file, text(keys, certificates));
    }

    /** Makes the file, and its folder if need be, or replaces what was in it. */
    public void replace(List<? extends Key> keys, List<X509Certificate> certificates) throws IOException {
        DurableFiles.makePrivateFolder(file.toAbsolutePath().resolveSibling(""));
        DurableFiles.writePrivate(file, text(keys, certificates));
    }

    /**
     * Reads the file.
     *
     * @throws IOException with a sentence that names the file
     */
    public Content read() throws IOException {
        List<PrivateKey> privateKeys = new ArrayList<>();
        List<PublicKey> publicKeys = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(file, US_ASCII);
                PEMParser parser = new PEMParser(text)) {
            JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PrivateKeyInfo key) {
                    privateKeys.add(converter.getPrivateKey(key));
                } else if (block instanceof SubjectPublicKeyInfo key) {
                    publicKeys.add(converter.getPublicKey(key));
                } else if (block instanceof X509CertificateHolder certificate) {
                    certificates.add(new JcaX509CertificateConverter().getCertificate(certificate));
                }
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException | CertificateException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return new Content(privateKeys, publicKeys, certificates);
    }

    /** The file's path. */
    @Override
    public String toString() {
        return file.toString();
    }

    private static String text(List<? extends Key> keys, List<X509Certificate> certificates) {
        StringWriter text = new StringWriter();
        try (PemWriter pem = new PemWriter(text)) {
            for (Key key : keys) {
                pem.writeObject(
                        new PemObject(key instanceof PrivateKey ? "PRIVATE KEY" : "PUBLIC KEY", key.getEncoded()));
            }
            for (X509Certificate certificate : certificates) {
                pem.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("a certificate cannot be encoded", e);
        }
        return text.toString();
    }
}
