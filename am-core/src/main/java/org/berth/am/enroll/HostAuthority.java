// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.berth.base.DurableFiles;
import org.berth.base.Pem;
import org.berth.base.PemFile;
import org.berth.dockermaster.trust.CertificateIssuer;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.PeerIdentity;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This AM's own certificate authority for its hosts. Its key and its certificate lie in one file of mode 0600, {@code
 * host-authority/authority.pem} of the state directory, made at first use. Whoever loses the file has to enrol every agent
 * again. All else is made when needed and kept nowhere.
 *
 * <p>A roll-over has three steps. A successor is made, and lies in the file behind the present one; agents get certificates
 * of the successor and trust both, while the AM goes on showing a certificate of the present one; when all agents have
 * theirs, the successor is the authority. Whatever dies in between is taken up from the file.
 */
public final class HostAuthority {
    private static final Logger log = LoggerFactory.getLogger(HostAuthority.class);

    private final Path file;
    private final Urn am;
    private final InstantSource clock;
    private CertificateIssuer issuer;
    private @Nullable CertificateIssuer successor;
    private @Nullable PeerIdentity identity;

    private HostAuthority(Path file, List<CertificateIssuer> issuers, Urn am, InstantSource clock) {
        this.file = file;
        this.issuer = issuers.get(0);
        this.successor = issuers.size() > 1 ? issuers.get(1) : null;
        this.am = am;
        this.clock = clock;
    }

    /**
     * Opens the authority of a state directory, or makes it; also where there is one of another URN, whose agents the AM
     * has made sure to know no more.
     *
     * @param am the AM's URN
     * @throws IOException with a sentence for the admin, if there is one that cannot be used
     */
    public static HostAuthority open(Path stateDirectory, Urn am, InstantSource clock) throws IOException {
        Path file = stateDirectory.resolve("host-authority").resolve("authority.pem");
        if (!Files.exists(file)) {
            CertificateIssuer made = CertificateIssuer.make(am.toString(), clock.instant());
            DurableFiles.makePrivateFolder(file.toAbsolutePath().resolveSibling(""));
            DurableFiles.createPrivate(file, text(List.of(made)));
        }
        List<CertificateIssuer> issuers = read(file);
        if (!issuers.get(0).amUrn().equals(am.toString())) {
            log.warn(
                    "the authority for hosts was that of {}: {} gets one of its own",
                    issuers.get(0).amUrn(),
                    am);
            issuers = List.of(CertificateIssuer.make(am.toString(), clock.instant()));
            write(file, issuers);
        }
        return new HostAuthority(file, issuers, am, clock);
    }

    /** The present one, and its successor if there is one. */
    private static List<CertificateIssuer> read(Path file) throws IOException {
        PemFile.Content content = PemFile.read(file);
        int count = content.privateKeys().size();
        if ((count == 1 || count == 2) && content.certificates().size() == count) {
            List<CertificateIssuer> issuers = IntStream.range(0, count)
                    .mapToObj(i -> new CertificateIssuer(
                            content.privateKeys().get(i), content.certificates().get(i)))
                    .toList();
            if (issuers.stream().allMatch(CertificateIssuer::isWhole)) {
                return issuers;
            }
        }
        throw new IOException(
                file + " does not hold the authority for hosts, a key and its certificate: restore it from a"
                        + " backup, or move it away and enrol every agent again");
    }

    private static void write(Path file, List<CertificateIssuer> issuers) throws IOException {
        DurableFiles.writePrivate(file, text(issuers));
    }

    /** All keys, then their certificates in the same order. */
    private static String text(List<CertificateIssuer> issuers) {
        return issuers.stream().map(issuer -> Pem.key(issuer.key())).collect(Collectors.joining())
                + Pem.certificates(
                        issuers.stream().map(CertificateIssuer::certificate).toList());
    }

    /** Returns whether a successor is taking over. */
    public synchronized boolean isRolling() {
        return successor != null;
    }

    /** Returns whether no more than a third of the authority's life is left, and no successor takes over yet. */
    synchronized boolean isDue() {
        return successor == null && HostCertificates.isDue(issuer.certificate(), clock.instant());
    }

    /**
     * Makes a successor, unless there is one.
     *
     * @throws IOException with a sentence, if it cannot be stored; then nothing has changed
     */
    public synchronized void roll() throws IOException {
        if (successor == null) {
            CertificateIssuer made = CertificateIssuer.make(am.toString(), clock.instant());
            write(file, List.of(issuer, made));
            successor = made;
            identity = null;
            log.info(
                    "the authority for hosts gets a successor, until {}",
                    made.certificate().getNotAfter().toInstant());
        }
    }

    /**
     * Makes the successor the authority, if all agents have certificates of it, or the present one has expired.
     *
     * @param agents their certificates; empty for one that was not reached yet
     * @throws IOException with a sentence, if that cannot be stored; then nothing has changed
     */
    synchronized void finishRoll(Collection<Optional<X509Certificate>> agents) throws IOException {
        CertificateIssuer next = successor;
        if (next == null) {
            return;
        }
        boolean all = agents.stream()
                .allMatch(agent -> agent.filter(shown -> HostCertificates.isIssuedBy(next.certificate(), shown))
                        .isPresent());
        boolean expired =
                clock.instant().isAfter(issuer.certificate().getNotAfter().toInstant());
        if (all || expired) {
            write(file, List.of(next));
            issuer = next;
            successor = null;
            identity = null;
            log.info("the successor is the authority for hosts now, and the former one trusted no more");
        }
    }

    /** Returns whether an agent's certificate is to be renewed: it ends soon, or is not of the newest authority. */
    synchronized boolean isDue(X509Certificate agent) {
        return HostCertificates.isDue(agent, clock.instant()) || !isOfNewest(agent);
    }

    /** Returns whether the newest authority issued a certificate: the successor if there is one. */
    synchronized boolean isOfNewest(X509Certificate agent) {
        return HostCertificates.isIssuedBy(newest().certificate(), agent);
    }

    /** Returns the authorities that an agent is to trust whose certificate is renewed now, its issuer first. */
    synchronized List<X509Certificate> authorities() {
        return successor == null
                ? List.of(issuer.certificate())
                : List.of(successor.certificate(), issuer.certificate());
    }

    private CertificateIssuer newest() {
        return successor == null ? issuer : successor;
    }

    /** Returns the authority's own certificate. */
    public synchronized X509Certificate certificate() {
        return issuer.certificate();
    }

    /** Returns the identity that the AM shows to agents, valid for a while yet. To be called for each connection. */
    public synchronized PeerIdentity am() {
        if (identity == null || HostCertificates.isDue(identity.certificate(), clock.instant())) {
            KeyPair keys = HostKeyPair.make();
            identity = new PeerIdentity(
                    keys.getPrivate(),
                    issuer.am(keys.getPublic(), clock.instant()),
                    issuer.certificate(),
                    successor == null ? List.of() : List.of(successor.certificate()));
        }
        return identity;
    }

    /** Returns the identity that the AM shows to agents that enrol. */
    synchronized PeerIdentity enrollment() {
        KeyPair keys = HostKeyPair.make();
        return new PeerIdentity(
                keys.getPrivate(), issuer.enrollment(keys.getPublic(), clock.instant()), issuer.certificate());
    }

    /** A certificate for the agent of a host. */
    synchronized X509Certificate issue(String host, PublicKey key) {
        return issue(issuer, host, key);
    }

    private X509Certificate issue(CertificateIssuer by, String host, PublicKey key) {
        return by.agent(key, host, Advertisement.componentId(am, host).toString(), clock.instant());
    }

    /**
     * A new certificate for an agent that has one.
     *
     * @param current its certificate, which was checked when it was called
     * @param request PKCS#10, DER; of the same key
     * @throws CertificateException with a sentence, if the request is bad or of another key
     */
    synchronized X509Certificate renew(String host, X509Certificate current, byte[] request)
            throws CertificateException {
        PublicKey key = CertificateRequest.key(request);
        if (!key.equals(current.getPublicKey())) {
            throw new CertificateException(
                    "the agent asks for a certificate of another key than the one it was enrolled with");
        }
        return issue(newest(), host, key);
    }
}
