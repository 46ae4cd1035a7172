// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.agent;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.berth.dockermaster.DockerMaster;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.rpc.RemoteHost;
import org.berth.dockermaster.trust.CertificateIssuer;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.HostKeyPair;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.dockermaster.trust.PeerIdentity;

/** What an agent has to do with of an AM: an authority for hosts, and calls. */
final class MadeUpAm {
    static final String URN = "urn:publicid:IDN+am.example.org+authority+am";

    private final Instant now = InstantSource.system().instant();
    private final CertificateIssuer authority = CertificateIssuer.make(URN, now);

    /**
     * Does to an agent's state directory what {@code berth agent enroll} does.
     *
     * @return the fingerprint of the agent's key
     */
    String enroll(Path stateDirectory) throws Exception {
        IdentityFolder identity = new IdentityFolder(stateDirectory.resolve("identity"), InstantSource.system());
        EnrollmentToken token = new EnrollmentToken(
                "am.example.org",
                11998,
                HostCertificates.pin(authority.certificate()),
                HexFormat.of().formatHex(secret()),
                "host1");
        PublicKey key = CertificateRequest.key(identity.request(token));
        identity.enroll(
                token,
                authority
                        .agent(key, "host1", "urn:publicid:IDN+am.example.org+node+host1", now)
                        .getEncoded(),
                authority.certificate().getEncoded());
        return HostCertificates.fingerprint(key);
    }

    private static byte[] secret() {
        byte[] secret = new byte[EnrollmentToken.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return secret;
    }

    /** The agent on a port of this machine. */
    DockerMaster connect(int port, String agentKey) {
        KeyPair keys = HostKeyPair.make();
        PeerIdentity am =
                new PeerIdentity(keys.getPrivate(), authority.am(keys.getPublic(), now), authority.certificate());
        return RemoteDockerMaster.connect(
                new RemoteHost("host1", "127.0.0.1", port, agentKey, Optional.empty()), () -> am);
    }
}
