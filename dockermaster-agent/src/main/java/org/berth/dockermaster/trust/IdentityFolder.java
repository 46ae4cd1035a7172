// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.trust;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.base.DurableFiles;
import org.berth.dockermaster.trust.StoredIdentity.Stamp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent's own identity on disk: a folder for each token that was tried, with a key of its own, and the link {@code current}
 * to the one whose certificate came last. The link is replaced when all is there that it leads to: whatever dies at whatever
 * moment, the former identity is good, or the new one is. Until then a token's key stays the same, since the AM knows it
 * already. What changed, by whatever process, is read anew.
 */
public final class IdentityFolder {
    private static final Logger log = LoggerFactory.getLogger(IdentityFolder.class);

    private final Path folder;
    private final Path current;
    private final InstantSource clock;
    private @Nullable Read last;

    private record Read(Stamp stamp, PeerIdentity identity) {}

    /** @param folder made when something is first kept in it */
    public IdentityFolder(Path folder, InstantSource clock) {
        this.folder = folder;
        this.current = folder.resolve("current");
        this.clock = clock;
    }

    /**
     * Reads the certificate that this agent shows and the authorities that it trusts; empty if it was not enrolled yet.
     *
     * @throws IOException with a sentence, if the files cannot be used
     */
    public synchronized Optional<PeerIdentity> find() throws IOException {
        while (true) {
            Optional<Path> at = current();
            try {
                Optional<PeerIdentity> found = at.isPresent() ? read(new StoredIdentity(at.get())) : Optional.empty();
                if (found.isPresent() || at.equals(current())) {
                    return found;
                }
            } catch (IOException e) {
                if (at.equals(current())) {
                    throw e;
                }
            }
            // Enrolled anew between the two looks, which removes the former files.
        }
    }

    private Optional<PeerIdentity> read(StoredIdentity stored) throws IOException {
        Optional<Stamp> stamp = stored.stamp();
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        if (last == null || !last.stamp().equals(stamp.get())) {
            last = new Read(stamp.get(), stored.read());
        }
        return Optional.of(last.identity());
    }

    /**
     * A request for the first certificate of an agent that is enrolled with a token: PKCS#10, DER. It is for a key that was
     * made for this token and goes with it: asked again for the same one, it is for the same key.
     */
    public byte[] request(EnrollmentToken token) throws IOException {
        StoredIdentity enrolled = new StoredIdentity(folder.resolve(token.id()));
        enrolled.makeKey();
        // The AM takes the token for this key only, so it must be here still if the machine dies next.
        DurableFiles.force(folder);
        return CertificateRequest.make(enrolled.keys());
    }

    /**
     * Keeps what the AM gave in return for a token. Whatever key this agent had, and whatever AM it obeyed before, it does no
     * longer.
     *
     * @param certificate DER, for the key of {@link #request(EnrollmentToken)}
     * @param authority DER; it was compared with the token's fingerprint
     * @throws CertificateException with a sentence, if the certificate is not one of ours; nothing has changed then
     */
    public void enroll(EnrollmentToken token, byte[] certificate, byte[] authority)
            throws IOException, CertificateException {
        new StoredIdentity(folder.resolve(token.id()))
                .keep(parse(certificate), List.of(parse(authority)), clock.instant());
        Path link = folder.resolve(".current-" + token.id());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(token.id()));
        Files.move(link, current, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.force(folder);
        removeOthers(token.id());
    }

    /** A request for a further certificate of the key that this agent has: a renewed agent is the same agent. */
    public byte[] request() throws IOException {
        return CertificateRequest.make(enrolled().keys());
    }

    /**
     * Keeps a renewed certificate.
     *
     * @param certificate DER
     * @param authorities those of the AM from now on, DER, that of the certificate first; empty: as they were
     * @param authorities those of the AM from now on, DER, that of the certificate first; empty: as they were
     * @throws CertificateException with a sentence, if the certificate is not one of ours; nothing has changed then
     */
    public void renew(byte[] certificate, List<byte[]> authorities) throws IOException, CertificateException {
        // One look: if this agent is enrolled anew meanwhile, what is renewed is what it was before, which nobody asks
        // for.
        StoredIdentity enrolled = enrolled();
        PeerIdentity present = enrolled.read();
        List<X509Certificate> next = new ArrayList<>();
        for (byte[] authority : authorities) {
            next.add(parse(authority));
        }
        if (next.isEmpty()) {
            next.addAll(present.authorities());
        }
        HostCertificates.requireSuccessors(present.authority(), next);
        enrolled.keep(parse(certificate), next, clock.instant());
    }

    private StoredIdentity enrolled() throws IOException {
        return new StoredIdentity(current().orElseThrow(() -> new IOException("this agent is not enrolled")));
    }

    private Optional<Path> current() throws IOException {
        try {
            return Optional.of(folder.resolve(Files.readSymbolicLink(current)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Keys that are of no use any more: the former one, and those of tokens that came to nothing. */
    private void removeOthers(String kept) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, IdentityFolder::isOfToken)) {
            for (Path other : all) {
                if (!other.endsWith(kept)) {
                    remove(other);
                }
            }
        } catch (IOException e) {
            // The new identity is complete, whatever becomes of these.
            log.warn("a key that is of no use any more stays on disk: {}", e.toString());
        }
    }

    /** Returns whether a file is of a token; others, such as a copy that an admin has made, are left alone. */
    private static boolean isOfToken(Path file) {
        return EnrollmentToken.ID.matcher(file.getFileName().toString()).matches();
    }

    private static void remove(Path identity) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(identity)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(identity);
    }

    private static X509Certificate parse(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
