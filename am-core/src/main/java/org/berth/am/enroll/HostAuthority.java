package org.berth.am.enroll;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import org.berth.dockermaster.trust.CertificateIssuer;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.PeerIdentity;
import org.berth.dockermaster.trust.PemFile;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This AM's own certificate authority for its hosts. Its key and its certificate lie in one file of mode 0600, {@code
 * host-authority/authority.pem} of the state directory, made at first use. Whoever loses the file has to enrol every agent
 * again. All else is made when needed and kept nowhere.
 */
public final class HostAuthority {
    private static final Logger LOG = LoggerFactory.getLogger(HostAuthority.class);

    private final CertificateIssuer issuer;
    private final Urn am;
    private final InstantSource clock;
    private @Nullable PeerIdentity identity;

    private HostAuthority(CertificateIssuer issuer, Urn am, InstantSource clock) {
        this.issuer = issuer;
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
        PemFile file = new PemFile(stateDirectory.resolve("host-authority").resolve("authority.pem"));
        if (!file.exists()) {
            CertificateIssuer made = CertificateIssuer.make(am.toString(), clock.instant());
            file.create(List.of(made.key()), List.of(made.certificate()));
        }
        CertificateIssuer issuer = read(file);
        if (!issuer.amUrn().equals(am.toString())) {
            LOG.warn("the authority for hosts was that of {}: {} gets one of its own", issuer.amUrn(), am);
            issuer = CertificateIssuer.make(am.toString(), clock.instant());
            file.replace(List.of(issuer.key()), List.of(issuer.certificate()));
        }
        return new HostAuthority(issuer, am, clock);
    }

    private static CertificateIssuer read(PemFile file) throws IOException {
        PemFile.Content content = file.read();
        if (content.privateKeys().size() == 1 && content.certificates().size() == 1) {
            CertificateIssuer issuer = new CertificateIssuer(
                    content.privateKeys().get(0), content.certificates().get(0));
            if (issuer.isWhole()) {
                return issuer;
            }
        }
        throw new IOException(
                file + " does not hold the authority for hosts, a key and its certificate: restore it from a"
                        + " backup, or move it away and enrol every agent again");
    }

    /** The authority's own certificate. */
    public X509Certificate certificate() {
        return issuer.certificate();
    }

    /** What the AM shows to its agents: always one that is valid for a while yet. To be asked for at each connection. */
    public synchronized PeerIdentity am() {
        if (identity == null || HostCertificates.isDue(identity.certificate(), clock.instant())) {
            KeyPair keys = HostKeyPair.make();
            identity = new PeerIdentity(
                    keys.getPrivate(), issuer.am(keys.getPublic(), clock.instant()), issuer.certificate());
        }
        return identity;
    }

    /** What the AM shows to agents that enrol. */
    PeerIdentity enrollment() {
        KeyPair keys = HostKeyPair.make();
        return new PeerIdentity(
                keys.getPrivate(), issuer.enrollment(keys.getPublic(), clock.instant()), issuer.certificate());
    }

    /** A certificate for the agent of a host. */
    X509Certificate issue(String host, PublicKey key) {
        return issuer.agent(key, host, Advertisement.componentId(am, host).toString(), clock.instant());
    }

    /**
     * A new certificate for an agent that has one.
     *
     * @param current its certificate, which was checked when it was called
     * @param request PKCS#10, DER; of the same key
     * @throws CertificateException with a sentence, if the request is bad or of another key
     */
    X509Certificate renew(String host, X509Certificate current, byte[] request) throws CertificateException {
        PublicKey key = CertificateRequest.key(request);
        if (!key.equals(current.getPublicKey())) {
            throw new CertificateException(
                    "the agent asks for a certificate of another key than the one it was enrolled with");
        }
        return issue(host, key);
    }
}
