// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.am.auth.trust.TrustAnchors;
import org.berth.am.auth.x509.Fingerprint;
import org.berth.am.auth.x509.Gid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of certificates that end soon: once 30 days ahead, once 7 days ahead, and once when they have ended. */
public final class CertificateExpiry {
    private static final Logger log = LoggerFactory.getLogger(CertificateExpiry.class);
    private static final List<Duration> AHEAD = List.of(Duration.ofDays(30), Duration.ofDays(7), Duration.ZERO);

    /** The number of stages that were reported, by certificate. */
    private final Map<String, Integer> told = new HashMap<>();

    /**
     * A certificate whose end matters.
     *
     * @param name what it is, for a person
     * @param remedy what to do when it ends
     */
    public record Watched(String name, X509Certificate certificate, String remedy) {
        static Watched server(X509Certificate certificate) {
            return new Watched(
                    "the AM's own certificate",
                    certificate,
                    "renew it with 'berth certs server --renew', or where it was issued");
        }

        private static Watched root(Gid root) {
            return new Watched(
                    "the trusted root " + root.urn(),
                    root.certificate(),
                    "get the federation's new one, see 'berth trust list'");
        }

        /** Returns a sentence if it has ended, or ends within 30 days. */
        public Optional<String> warning(Instant now) {
            Instant end = certificate.getNotAfter().toInstant();
            return stage(end, now) == 0
                    ? Optional.empty()
                    : Optional.of(name + (end.isAfter(now) ? " expires at " : " expired at ") + end + ": " + remedy);
        }

        public boolean isExpired(Instant now) {
            return !certificate.getNotAfter().toInstant().isAfter(now);
        }

        private static int stage(Instant end, Instant now) {
            return (int) AHEAD.stream()
                    .filter(ahead -> !end.isAfter(now.plus(ahead)))
                    .count();
        }
    }

    /** All whose end matters: the AM's own certificate, and the trusted roots. */
    public static Stream<Watched> all(X509Certificate server, TrustAnchors roots) {
        return Stream.concat(
                Stream.of(Watched.server(server)),
                roots.bySubject().values().stream().flatMap(List::stream).map(Watched::root));
    }

    /** Logs what is new about these; forgets what is not among them any more. */
    synchronized void look(List<Watched> certificates, Instant now) {
        Map<String, Integer> stages = new HashMap<>();
        for (Watched watched : certificates) {
            String key = Fingerprint.of(watched.certificate());
            int stage = Watched.stage(watched.certificate().getNotAfter().toInstant(), now);
            if (stage > told.getOrDefault(key, 0)) {
                log.warn("{}", watched.warning(now).orElseThrow());
            }
            stages.put(key, stage);
        }
        told.clear();
        told.putAll(stages);
    }
}
