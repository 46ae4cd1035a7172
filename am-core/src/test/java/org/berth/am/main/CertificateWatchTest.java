// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.federation.Identity;
import org.berth.am.federation.ServerCertificate;
import org.berth.am.federation.TestFederation;
import org.berth.am.server.TlsIdentity;
import org.berth.base.Pem;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CertificateWatchTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final List<TlsIdentity> shown = new ArrayList<>();
    private TrustAnchors roots = TrustAnchors.of(1, List.of());

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        log.start();
        for (Class<?> source : List.of(CertificateWatch.class, CertificateExpiry.class)) {
            ((Logger) LoggerFactory.getLogger(source)).addAppender(log);
        }
    }

    @AfterEach
    void stopListening() {
        for (Class<?> source : List.of(CertificateWatch.class, CertificateExpiry.class)) {
            ((Logger) LoggerFactory.getLogger(source)).detachAppender(log);
        }
    }

    @Test
    void renewedFilesAreShownAndToldByReload() throws IOException {
        // given
        Identity first = certificate(Duration.ofDays(100));
        write(first);
        try (CertificateWatch watch = watch()) {
            watch.start(shown::add);
            Identity renewed = ServerCertificate.renewed(first.key(), first.certificate(), Duration.ofDays(500), clock);
            write(renewed);

            // when
            Optional<String> change = watch.reload();

            // then
            assertThat(change).hasValueSatisfying(text -> assertThat(text).contains("until 2031-05-16T00:00:00Z"));
            assertThat(shown)
                    .extracting(identity -> identity.chain().get(0))
                    .containsExactly(first.certificate(), renewed.certificate());
            assertThat(watch.reload()).isEmpty();
        }
    }

    @Test
    void halfOfANewPairChangesNothingAndIsSaidOnce() throws IOException {
        // given
        Identity first = certificate(Duration.ofDays(100));
        write(first);
        try (CertificateWatch watch = watch()) {
            watch.start(shown::add);
            Identity other = certificate(Duration.ofDays(200));
            Files.writeString(folder.resolve("key.pem"), Pem.key(other.key()));

            // when
            watch.look();
            watch.look();

            // then
            assertThat(shown).hasSize(1);
            assertThat(warnings()).singleElement().asString().contains("goes on showing the certificate that it has");
            assertThatThrownBy(watch::reload).isInstanceOf(IOException.class).hasMessageContaining("does not belong");

            // and when
            Files.writeString(folder.resolve("cert.pem"), Pem.certificates(other.chain()));
            watch.look();

            // then
            assertThat(watch.current().chain()).isEqualTo(other.chain());
        }
    }

    @Test
    void endIsWarnedOfThirtyDaysAndSevenDaysAheadAndWhenItHasCome() throws IOException {
        // given
        write(certificate(Duration.ofDays(31)));
        try (CertificateWatch watch = watch()) {
            watch.start(shown::add);
            assertThat(warnings()).isEmpty();

            // when
            for (int day = 0; day < 40; day++) {
                clock.advance(Duration.ofDays(1));
                watch.look();
            }

            // then
            assertThat(warnings())
                    .hasSize(3)
                    .allSatisfy(line -> assertThat(line)
                            .contains(
                                    "the AM's own certificate", "2030-02-01T00:00:00Z", "berth certs server --renew"));
            assertThat(warnings().get(2)).contains("expired at");
        }
    }

    @Test
    void whatHasExpiredIsNamedAtTheStartAndCounted() throws IOException {
        // given
        write(certificate(Duration.ofDays(1)));
        TestFederation federation = new TestFederation(clock);
        roots = TestFederation.trust(federation.root());
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        clock.advance(Duration.ofDays(31));
        try (CertificateWatch watch = watch()) {
            watch.measure(metrics);

            // when
            watch.start(shown::add);

            // then
            assertThat(warnings())
                    .hasSize(2)
                    .anyMatch(line -> line.contains("the AM's own certificate expired at 2030-01-02T00:00:00Z"))
                    .anyMatch(line -> line.contains(
                            "the trusted root " + federation.root().urn() + " expired at"));
            assertThat(metrics.get("berth.trusted.roots.expired").gauge().value())
                    .isEqualTo(1);
            assertThat(metrics.get("berth.server.certificate.expiry").gauge().value())
                    .isEqualTo((double) Instant.parse("2030-01-02T00:00:00Z").getEpochSecond());
        }
    }

    private CertificateWatch watch() throws IOException {
        return new CertificateWatch(folder.resolve("key.pem"), folder.resolve("cert.pem"), () -> roots, clock);
    }

    private Identity certificate(Duration life) {
        return ServerCertificate.selfSigned("am.example.org", Optional.empty(), life, clock);
    }

    private void write(Identity identity) throws IOException {
        Files.writeString(folder.resolve("key.pem"), Pem.key(identity.key()));
        Files.writeString(folder.resolve("cert.pem"), Pem.certificates(identity.chain()));
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == ch.qos.logback.classic.Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
