package org.berth.dockermaster.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's own identity on disk: {@code key.pem}, made once, and {@code certificate.pem}, which is the agent's certificate
 * and then the AM's authority for hosts. Each is replaced as a whole, so that there is no moment at which the two
 * certificates are of different authorities. Files that changed, by whatever process, are read anew.
 */
public final class IdentityFolder {
    private final PemFile key;
    private final PemFile certificates;
    private final Path certificateFile;
    private final InstantSource clock;
    private @Nullable Read last;

    private record Read(Stamp stamp, PeerIdentity identity) {}

    /** Tells whether a file was replaced. */
    private record Stamp(@Nullable Object inode, Instant changed, long size) {}

    /** @param directory made when something is first kept in it */
    public IdentityFolder(Path directory, InstantSource clock) {
        this.key = new PemFile(directory.resolve("key.pem"));
        this.certificateFile = directory.resolve("certificate.pem");
        this.certificates = new PemFile(certificateFile);
        this.clock = clock;
    }

    /**
     * What this agent shows and whom it believes; empty if it was not enrolled yet.
     *
     * @throws IOException with a sentence, if the files cannot be used
     */
    public synchronized Optional<PeerIdentity> find() throws IOException {
        Optional<Stamp> stamp = stamp();
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        if (last == null || !last.stamp().equals(stamp.get())) {
            last = new Read(stamp.get(), read());
        }
        return Optional.of(last.identity());
    }

    /** This agent's keys; made and kept if there are none. */
    public KeyPair keys() throws IOException {
        if (!key.exists()) {
            KeyPair made = HostKeyPair.make();
            key.create(List.of(made.getPrivate(), made.getPublic()), List.of());
        }
        PemFile.Content content = key.read();
        if (content.privateKeys().size() != 1 || content.publicKeys().size() != 1) {
            throw new IOException(
                    key + " does not hold one private key and its public key; move it away and enrol anew");
        }
        return new KeyPair(content.publicKeys().get(0), content.privateKeys().get(0));
    }

    /** A request for a certificate: PKCS#10, DER. The key stays the same for ever, so that a renewed agent is the same agent. */
    public byte[] request() throws IOException {
        return CertificateRequest.make(keys());
    }

    /**
     * Keeps what the AM gave in return for a token. Whatever AM this agent obeyed before, it does no longer.
     *
     * @param certificate DER
     * @param authority DER; it was compared with the token's fingerprint
     * @throws CertificateException with a sentence, if the certificate is not one of ours; nothing has changed then
     */
    public void enroll(byte[] certificate, byte[] authority) throws IOException, CertificateException {
        keep(parse(certificate), parse(authority));
    }

    /**
     * Keeps a renewed certificate.
     *
     * @param certificate DER
     * @throws CertificateException with a sentence, if the certificate is not one of ours; nothing has changed then
     */
    public void renew(byte[] certificate) throws IOException, CertificateException {
        PeerIdentity now = find().orElseThrow(() -> new IOException("this agent is not enrolled"));
        keep(parse(certificate), now.authority());
    }

    private void keep(X509Certificate certificate, X509Certificate authority) throws IOException, CertificateException {
        KeyPair own = keys();
        PeerIdentity identity = new PeerIdentity(own.getPrivate(), certificate, authority);
        HostCertificates.requireAgent(
                certificate, HostCertificates.fingerprint(own.getPublic()), identity, clock.instant());
        certificates.replace(List.of(), List.of(certificate, authority));
    }

    private PeerIdentity read() throws IOException {
        KeyPair own = keys();
        List<X509Certificate> chain = certificates.read().certificates();
        if (chain.size() != 2) {
            throw new IOException(certificates + " holds " + chain.size()
                    + " certificates, not this agent's and its AM's: enrol it anew");
        }
        if (!chain.get(0).getPublicKey().equals(own.getPublic())) {
            throw new IOException(certificates + " does not belong to " + key + ": enrol this agent anew");
        }
        return new PeerIdentity(own.getPrivate(), chain.get(0), chain.get(1));
    }

    private Optional<Stamp> stamp() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(certificateFile, BasicFileAttributes.class);
            return Optional.of(new Stamp(now.fileKey(), now.lastModifiedTime().toInstant(), now.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
