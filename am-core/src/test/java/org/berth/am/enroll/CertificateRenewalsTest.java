// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.berth.dockermaster.testing.SettableClock;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.HostKeyPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CertificateRenewalsTest {
    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(EnrollmentFixture.NOW);
    private HostAuthority authority;

    @BeforeEach
    void open() throws IOException {
        authority = HostAuthority.open(state, EnrollmentFixture.AM, clock);
    }

    @Test
    void certificatesAreRenewedWhenAThirdOfTheirLifeIsLeft() {
        // given
        Agent agent = new Agent("beta");
        X509Certificate first = agent.current();

        // when
        clock.advance(Duration.ofDays(59));
        look(agent);

        // then
        assertThat(agent.current()).isEqualTo(first);

        // when
        clock.advance(Duration.ofDays(2));
        look(agent);

        // then
        assertThat(agent.current().getPublicKey()).isEqualTo(first.getPublicKey());
        assertThat(agent.current().getNotAfter().toInstant())
                .isEqualTo(clock.instant().plus(Duration.ofDays(90)));
    }

    @Test
    void agentThatWasNotReachedYetIsLeftAlone() {
        Agent agent = new Agent("beta");
        agent.certificate = null;
        look(agent);
        assertThat(agent.asked).isZero();
    }

    @Test
    void agentThatIsAwayKeepsNoOtherFromItsRenewal() {
        // given
        Agent away = new Agent("beta") {
            @Override
            public void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities) {
                throw new IllegalStateException("not reachable");
            }
        };
        Agent here = new Agent("gamma");
        X509Certificate first = here.current();

        // when
        clock.advance(Duration.ofDays(70));
        look(away, here);

        // then
        assertThat(here.current()).isNotEqualTo(first);
    }

    @Test
    void agentGetsNoCertificateForAnotherKey() {
        // given
        Agent agent = new Agent("beta");
        X509Certificate first = agent.current();
        agent.keys = HostKeyPair.make();

        // when
        clock.advance(Duration.ofDays(70));
        look(agent);

        // then
        assertThat(agent.asked).isOne();
        assertThat(agent.current()).isEqualTo(first);
    }

    @Test
    @Timeout(300)
    void agentThatTakesLongHoldsUpNobodyWhoSaysThatItIsBack() {
        // given
        CompletableFuture<Void> slow = new CompletableFuture<>();
        Agent agent = new Agent("beta") {
            @Override
            public void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities) {
                slow.join();
                super.renew(issue, authorities);
            }
        };
        X509Certificate first = agent.current();
        clock.advance(Duration.ofDays(70));
        try (CertificateRenewals renewals = new CertificateRenewals(authority, List::of)) {
            // when
            renewals.lookSoon(agent);

            // then
            assertThat(agent.current()).isEqualTo(first);
            slow.complete(null);
            await().until(() -> !agent.current().equals(first));
        }
    }

    private void look(Agent... agents) {
        try (CertificateRenewals renewals = new CertificateRenewals(authority, () -> List.of(agents))) {
            renewals.lookAtAll();
        }
    }

    private class Agent implements RenewableAgent {
        private final String host;
        private KeyPair keys = HostKeyPair.make();
        private volatile @Nullable X509Certificate certificate;
        private int asked;

        Agent(String host) {
            this.host = host;
            this.certificate = authority.issue(host, keys.getPublic());
        }

        X509Certificate current() {
            return certificate().orElseThrow();
        }

        @Override
        public String host() {
            return host;
        }

        @Override
        public Optional<X509Certificate> certificate() {
            return Optional.ofNullable(certificate);
        }

        @Override
        public void renew(Function<byte[], X509Certificate> issue, List<X509Certificate> authorities) {
            asked++;
            certificate = issue.apply(CertificateRequest.make(keys));
        }
    }
}
