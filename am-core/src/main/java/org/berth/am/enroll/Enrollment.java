// SPDX-License-Identifier: Apache-2.0
package org.berth.am.enroll;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.berth.am.store.EnrollmentTable.EnrollmentRow;
import org.berth.am.store.Store;
import org.berth.am.store.Tables;
import org.berth.dockermaster.trust.CertificateRequest;
import org.berth.dockermaster.trust.EnrollmentToken;
import org.berth.dockermaster.trust.HostCertificates;

/**
 * The enrollment of agents: it gives out tokens for hosts, and certificates for tokens. A token is good for an hour and
 * for one agent, but for that one as often as it asks, since it may die before it has stored the answer. A newer token
 * for the same host ends an older one.
 */
public final class Enrollment {
    /** The time for which a token is good. */
    public static final Duration LIFE = Duration.ofHours(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Store store;
    private final HostAuthority authority;
    private final InstantSource clock;
    private final Consumer<String> enrolled;

    /** @param enrolled is told the name of a host after its agent was enrolled: address and key are in the store then */
    public Enrollment(Store store, HostAuthority authority, InstantSource clock, Consumer<String> enrolled) {
        this.store = store;
        this.authority = authority;
        this.clock = clock;
        this.enrolled = enrolled;
    }

    /**
     * The answer to an agent's token.
     *
     * @param host the name of its host
     * @param certificate the agent's own
     */
    record Enrolled(String host, X509Certificate certificate) {}

    /**
     * Gives out a token.
     *
     * @param host the name of a host in the store
     * @param hostname where agents find the listener; an IPv6 address in brackets
     * @param port of the same
     */
    EnrollmentToken invite(String host, String hostname, int port) {
        byte[] secret = new byte[EnrollmentToken.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        Instant now = clock.instant();
        store.write(tables -> {
            tables.enrollments().removeExpired(now);
            tables.enrollments().replace(hash(secret), host, now.plus(LIFE));
            return true;
        });
        return new EnrollmentToken(
                hostname,
                port,
                HostCertificates.pin(authority.certificate()),
                HexFormat.of().formatHex(secret),
                host);
    }

    /** Returns whether a token that was given out is still good, used or not. */
    boolean outstanding() {
        return store.read(tables -> tables.enrollments().anyAt(clock.instant()));
    }

    /**
     * Enrols an agent.
     *
     * @param secret from the token
     * @param request for a certificate; PKCS#10, DER
     * @param address host:port where the AM finds the agent
     * @param formerKey what the agent says that its key was; empty if it has had none
     */
    Enrolled redeem(byte[] secret, byte[] request, String address, String formerKey) throws EnrollmentRefusedException {
        String hash = hash(secret);
        // Whoever comes with a wrong secret costs no more than this, and makes nobody wait.
        String host =
                require(store.read(tables -> tables.enrollments().byHash(hash))).host();
        PublicKey key = key(request);
        String agent = HostCertificates.fingerprint(key);
        Optional<String> refusal = store.write(tables -> use(tables, hash, agent, address, formerKey));
        if (refusal.isPresent()) {
            throw new EnrollmentRefusedException(refusal.get());
        }
        enrolled.accept(host);
        return new Enrolled(host, authority.issue(host, key));
    }

    private EnrollmentRow require(Optional<EnrollmentRow> row) throws EnrollmentRefusedException {
        Optional<String> trouble = trouble(row);
        if (trouble.isPresent()) {
            throw new EnrollmentRefusedException(trouble.get());
        }
        return row.orElseThrow();
    }

    /** Uses a token, and returns the reason if it cannot be used; empty if it was. */
    private Optional<String> use(Tables tables, String hash, String agent, String address, String formerKey) {
        Optional<EnrollmentRow> row = tables.enrollments().byHash(hash);
        Optional<String> trouble = trouble(row);
        if (trouble.isPresent()) {
            return trouble;
        }
        String host = row.orElseThrow().host();
        if (row.get().usedKey().filter(used -> !used.equals(agent)).isPresent()) {
            return Optional.of("this token was used by another agent already" + remedy(host));
        }
        Optional<String> other = Stream.of(agent, formerKey)
                .filter(key -> !key.isEmpty())
                .flatMap(key -> tables.hosts().ofAgent(key).stream())
                .filter(name -> !name.equals(host))
                .findFirst();
        if (other.isPresent()) {
            return Optional.of("this agent serves host '" + other.get()
                    + "' already, and a machine is one host; first: berth host remove " + other.get());
        }
        if (!tables.hosts().enroll(host, address, agent)) {
            return Optional.of("host '" + host + "' was removed after this token was made");
        }
        tables.enrollments().use(hash, agent);
        return Optional.empty();
    }

    private Optional<String> trouble(Optional<EnrollmentRow> row) {
        if (row.isEmpty()) {
            return Optional.of(
                    "this token is not known: it expired, a newer one was made for the same host, or it is of"
                            + " another AM" + remedy("NAME"));
        }
        return row.filter(known -> !clock.instant().isBefore(known.expires()))
                .map(known -> "this token expired at " + known.expires() + remedy(known.host()));
    }

    private static String remedy(String host) {
        return "; make a new one with: berth host enroll " + host;
    }

    private static PublicKey key(byte[] request) throws EnrollmentRefusedException {
        try {
            return CertificateRequest.key(request);
        } catch (CertificateException e) {
            throw new EnrollmentRefusedException(String.valueOf(e.getMessage()));
        }
    }

    private static String hash(byte[] secret) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
