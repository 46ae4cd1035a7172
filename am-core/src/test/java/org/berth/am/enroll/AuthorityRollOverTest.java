// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.berth.am.hosts.FakeDockerMasterFactory;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.rpc.AgentServer;
import org.berth.dockermaster.rpc.CertificateRenewal;
import org.berth.dockermaster.rpc.RemoteDockerMaster;
import org.berth.dockermaster.rpc.RemoteHost;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;
import org.berth.dockermaster.trust.IdentityFolder;
import org.berth.dockermaster.trust.PeerIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The authority for hosts gives way to a successor, and no agent is enrolled again. */
class AuthorityRollOverTest {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @TempDir
    private Path folder;

    private HostAuthority authority;

    @BeforeEach
    void openAuthority() throws IOException {
        authority = HostAuthority.open(folder, EnrollmentFixture.AM, Clock.systemUTC());
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @Test
    void agentsFollowOverTheConnectionThatIsThere() throws Exception {
        // given
        Agent one = new Agent("one");
        Agent two = new Agent("two");
        PeerIdentity before = authority.am();
        X509Certificate former = authority.certificate();
        one.master.describe();

        // when
        authority.roll();
        look(one, two);

        // then one has a certificate of the successor; the AM is still who it was, since two has none
        assertThat(authority.isRolling()).isTrue();
        assertThat(authority.certificate()).isEqualTo(former);
        assertThat(one.describedAnew()).isEqualTo(10);

        // when
        two.master.describe();
        look(one, two);

        // then
        assertThat(authority.isRolling()).isFalse();
        assertThat(authority.certificate()).isNotEqualTo(former);
        assertThat(one.describedAnew()).isEqualTo(10);
        assertThat(two.describedAnew()).isEqualTo(10);

        // when each certificate is renewed the next time
        for (Agent agent : List.of(one, two)) {
            agent.renew(request -> renewed(agent, request), authority.authorities());
        }

        // then
        assertThat(one.describedAnew()).isEqualTo(10);
        PeerIdentity thief = new PeerIdentity(
                before.key(), before.certificate(), before.authority(), List.of(authority.certificate()));
        assertThatThrownBy(() -> one.connect(thief).describe())
                .isInstanceOfSatisfying(
                        DockerMasterException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    }

    @Test
    void rollOverOutlivesARestartInTheMiddleOfIt() throws Exception {
        // given
        Agent one = new Agent("one");
        one.master.describe();
        authority.roll();
        look(one, new Agent("away"));

        // when
        authority = HostAuthority.open(folder, EnrollmentFixture.AM, Clock.systemUTC());

        // then
        assertThat(authority.isRolling()).isTrue();
        assertThat(one.describedAnew()).isEqualTo(10);
        look(one);
        assertThat(authority.isRolling()).isFalse();
        assertThat(one.describedAnew()).isEqualTo(10);
        assertThat(HostAuthority.open(folder, EnrollmentFixture.AM, Clock.systemUTC())
                        .certificate())
                .isEqualTo(authority.certificate());
    }

    @Test
    void authorityHasALifeAndRollsOverWhenAThirdOfItIsLeft() throws IOException {
        // given
        SettableClock clock = new SettableClock(EnrollmentFixture.NOW);
        authority = HostAuthority.open(folder.resolve("other"), EnrollmentFixture.AM, clock);
        X509Certificate first = authority.certificate();
        assertThat(first.getNotAfter().toInstant()).isEqualTo(clock.instant().plus(HostCertificates.AUTHORITY_LIFE));

        // when
        clock.advance(HostCertificates.AUTHORITY_LIFE.dividedBy(2));
        look();

        // then
        assertThat(authority.certificate()).isEqualTo(first);

        // when
        clock.advance(HostCertificates.AUTHORITY_LIFE.dividedBy(4));
        look();

        // then
        assertThat(authority.certificate()).isNotEqualTo(first);
    }

    @Test
    void noCertificateOutlivesTheAuthority() throws IOException {
        // given
        SettableClock clock = new SettableClock(EnrollmentFixture.NOW);
        authority = HostAuthority.open(folder.resolve("other"), EnrollmentFixture.AM, clock);

        // when
        clock.advance(HostCertificates.AUTHORITY_LIFE.minus(Duration.ofDays(10)));

        // then
        assertThat(authority.am().certificate().getNotAfter())
                .isEqualTo(authority.certificate().getNotAfter());
    }

    private X509Certificate renewed(Agent agent, byte[] request) {
        try {
            return authority.renew(agent.host(), agent.certificate().orElseThrow(), request);
        } catch (CertificateException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void look(Agent... agents) {
        try (CertificateRenewals renewals = new CertificateRenewals(authority, () -> List.of(agents))) {
            renewals.lookAtAll();
        }
    }

    /** An agent that serves a host, and the AM's way to it. */
    private final class Agent implements RenewableAgent {
        private final String name;
        private final AgentServer server;
        private final String key;
        private final RemoteDockerMaster master;

        Agent(String name) throws Exception {
            this.name = name;
            IdentityFolder identity = new IdentityFolder(folder.resolve("agent-" + name), Clock.systemUTC());
            EnrollmentToken token = new EnrollmentToken(
                    "am.example.org", 11998, HostCertificates.pin(authority.certificate()), "ab".repeat(32), name);
            X509Certificate issued = authority.issue(name, CertificateRequest.key(identity.request(token)));
            identity.enroll(token, issued.getEncoded(), authority.certificate().getEncoded());
            server = AgentServer.start(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    () -> found(identity),
                    Optional.empty(),
                    new FakeDockerMasterFactory().host(name).master(),
                    new Renewal(identity));
            open.push(server);
            key = HostCertificates.fingerprint(issued.getPublicKey());
            master = connect();
        }

        private RemoteDockerMaster connect() {
            return opened(RemoteDockerMaster.connect(where(), () -> authority.am()));
        }

        RemoteDockerMaster connect(PeerIdentity am) {
            return opened(RemoteDockerMaster.connect(where(), () -> am));
        }

        private RemoteDockerMaster opened(RemoteDockerMaster host) {
            open.push(host);
            return host;
        }

        private RemoteHost where() {
            return new RemoteHost(name, "127.0.0.1", server.address().getPort(), key, Optional.empty());
        }

        /** The slots that it announces over a new connection. */
        int describedAnew() {
            return connect().describe().slots();
        }

        @Override
        public String host() {
            return name;
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return master.certificate();
        }

        @Override
        public void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities) {
            master.renew(issue, authorities);
        }
    }

    private static PeerIdentity found(IdentityFolder identity) {
        try {
            return identity.find().orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Renewal(IdentityFolder identity) implements CertificateRenewal {
        @Override
        public byte[] request() {
            try {
                return identity.request();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void install(byte[] certificate, List<byte[]> authorities) {
            try {
                identity.renew(certificate, authorities);
            } catch (IOException | CertificateException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
