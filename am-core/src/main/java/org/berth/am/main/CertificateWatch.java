// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.server.TlsIdentity;
import org.berth.base.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The AM's own certificate and key, read again from their files every ten seconds, and the ends of it and of the trusted
 * roots. Files that cannot be used change nothing: a certificate may be written before its key.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration POLL = Duration.ofSeconds(10);

    private final Path keyFile;
    private final Path certificateFile;
    private final Supplier<TrustAnchors> roots;
    private final InstantSource clock;
    private final CertificateExpiry expiry = new CertificateExpiry();
    private final ScheduledExecutorService poller =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("certificates"));
    private volatile TlsIdentity current;
    private Consumer<TlsIdentity> show = identity -> {};
    private String problem = "";

    /**
     * Reads the files.
     *
     * @throws IOException with a sentence for the admin, if they cannot be used
     */
    CertificateWatch(Path keyFile, Path certificateFile, Supplier<TrustAnchors> roots, InstantSource clock)
            throws IOException {
        this.keyFile = keyFile;
        this.certificateFile = certificateFile;
        this.roots = roots;
        this.clock = clock;
        this.current = TlsIdentity.load(keyFile, certificateFile);
    }

    /** The identity to show now. */
    TlsIdentity current() {
        return current;
    }

    /** Offers when the AM's certificate ends and how many trusted roots have ended. */
    void measure(MeterRegistry metrics) {
        Gauge.builder(
                        "berth.server.certificate.expiry",
                        this,
                        watch -> watch.certificate().getNotAfter().toInstant().getEpochSecond())
                .description("When the AM's own certificate expires, in seconds since 1970 UTC")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("berth.trusted.roots.expired", this, CertificateWatch::expiredRoots)
                .description("Trusted root certificates that have expired")
                .register(metrics);
    }

    private X509Certificate certificate() {
        return current.chain().get(0);
    }

    private double expiredRoots() {
        return CertificateExpiry.all(certificate(), roots.get())
                .skip(1)
                .filter(root -> root.isExpired(clock.instant()))
                .count();
    }

    /** Looks now and from now on, until closed; {@code show} is told of each new identity. */
    synchronized void start(Consumer<TlsIdentity> show) {
        this.show = show;
        show.accept(current);
        look();
        // Never fails: look logs what goes wrong.
        var unused = poller.scheduleWithFixedDelay(this::look, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Looks at the files and at the certificates' ends now; what cannot be used is logged once. */
    synchronized void look() {
        try {
            Optional<String> unused = reload();
            problem = "";
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(problem)) {
                log.warn("the AM goes on showing the certificate that it has: {}", reason);
            }
            problem = reason;
        }
        expiry.look(CertificateExpiry.all(certificate(), roots.get()).toList(), clock.instant());
    }

    /**
     * Takes the files' certificate and key, if they are others than the ones shown.
     *
     * @return what has changed, if anything has
     * @throws IOException with a sentence for the admin; then nothing has changed
     */
    synchronized Optional<String> reload() throws IOException {
        TlsIdentity read = TlsIdentity.load(keyFile, certificateFile);
        if (read.equals(current)) {
            return Optional.empty();
        }
        show.accept(read);
        current = read;
        String change = "the AM shows a new certificate, until "
                + certificate().getNotAfter().toInstant();
        log.info("{}: subject={}", change, certificate().getSubjectX500Principal());
        return Optional.of(change);
    }

    @Override
    public void close() {
        poller.shutdownNow();
    }
}
