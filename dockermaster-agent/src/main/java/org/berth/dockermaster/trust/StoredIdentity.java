// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.base.PemFile;
import org.jspecify.annotations.Nullable;

/**
 * A folder with one key for ever, {@code key.pem}, and {@code certificate.pem}: the certificate of that key and then the AM's
 * authorities for hosts, that of the certificate first, replaced together, so that there is no moment at which they do not belong together.
 */
final class StoredIdentity {
    private final Path key;
    private final Path certificates;

    StoredIdentity(Path folder) {
        this.key = folder.resolve("key.pem");
        this.certificates = folder.resolve("certificate.pem");
    }

    /** Tells whether the certificates are others than before. */
    record Stamp(Path file, @Nullable Object inode, Instant changed, long size) {}

    /** Empty while there is no certificate. */
    Optional<Stamp> stamp() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(certificates, BasicFileAttributes.class);
            return Optional.of(new Stamp(
                    certificates, now.fileKey(), now.lastModifiedTime().toInstant(), now.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Makes the key, unless there is one. */
    void makeKey() throws IOException {
        if (!Files.exists(key)) {
            KeyPair made = HostKeyPair.make();
            DurableFiles.makePrivateFolder(key.toAbsolutePath().resolveSibling(""));
            DurableFiles.createPrivate(key, Pem.key(made.getPrivate()) + Pem.key(made.getPublic()));
        }
    }

    /** @throws IOException with a sentence, also if there are none */
    KeyPair keys() throws IOException {
        PemFile.Content content = PemFile.read(key);
        if (content.privateKeys().size() != 1 || content.publicKeys().size() != 1) {
            throw new IOException(key + " does not hold one private key and its public key: enrol this agent anew");
        }
        return new KeyPair(content.publicKeys().get(0), content.privateKeys().get(0));
    }

    PeerIdentity read() throws IOException {
        KeyPair own = keys();
        List<X509Certificate> chain = PemFile.read(certificates).certificates();
        if (chain.size() < 2) {
            throw new IOException(certificates + " holds " + chain.size()
                    + " certificates, not this agent's and its AM's: enrol it anew");
        }
        if (!chain.get(0).getPublicKey().equals(own.getPublic())) {
            throw new IOException(certificates + " does not belong to " + key + ": enrol this agent anew");
        }
        return new PeerIdentity(own.getPrivate(), chain.get(0), chain.get(1), chain.subList(2, chain.size()));
    }

    /**
     * @param authorities that of the certificate first
     * @throws CertificateException with a sentence, if the certificate is not one of ours; nothing has changed then
     */
    void keep(X509Certificate certificate, List<X509Certificate> authorities, Instant now)
            throws IOException, CertificateException {
        KeyPair own = keys();
        X509Certificate issuer = authorities.get(0);
        PeerIdentity identity = new PeerIdentity(own.getPrivate(), certificate, issuer);
        HostCertificates.requireAgent(certificate, HostCertificates.fingerprint(own.getPublic()), identity, now);
        List<X509Certificate> chain = new ArrayList<>(List.of(certificate));
        chain.addAll(authorities);
        DurableFiles.writePrivate(certificates, Pem.certificates(chain));
    }
}
