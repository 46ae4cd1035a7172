// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Secrets that agents enrol with, at most one for a host. */
public final class EnrollmentTable {
    private final Handle handle;

    EnrollmentTable(Handle handle) {
        this.handle = handle;
    }

    /**
     * A secret that was given out. The secret itself is kept nowhere.
     *
     * @param secretHash its SHA-256, in hex
     * @param host the name of the host that it enrols
     * @param expires from when on it is good no longer
     * @param usedKey SHA-256, in hex, of the public key that it was used for; empty while it was not
     */
    public record EnrollmentRow(String secretHash, String host, Instant expires, Optional<String> usedKey) {}

    /** Adds a secret; an earlier one of the same host is forgotten. */
    public void replace(String secretHash, String host, Instant expires) {
        remove(host);
        handle.createUpdate("INSERT INTO enrollment (secret_hash, host, expires_at) VALUES (:hash, :host, :expires)")
                .bind("hash", secretHash)
                .bind("host", host)
                .bind("expires", expires.getEpochSecond())
                .execute();
    }

    /** The secret of that hash, expired or not. */
    public Optional<EnrollmentRow> byHash(String secretHash) {
        return handle.createQuery("SELECT * FROM enrollment WHERE secret_hash = :hash")
                .bind("hash", secretHash)
                .map((row, context) -> new EnrollmentRow(
                        row.getString("secret_hash"),
                        row.getString("host"),
                        Instant.ofEpochSecond(row.getLong("expires_at")),
                        Optional.of(row.getString("used_key")).filter(key -> !key.isEmpty())))
                .findOne();
    }

    /** Notes which key a secret was used for. */
    public void use(String secretHash, String key) {
        handle.createUpdate("UPDATE enrollment SET used_key = :key WHERE secret_hash = :hash")
                .bind("hash", secretHash)
                .bind("key", key)
                .execute();
    }

    /** Returns whether any secret is still good. */
    public boolean anyAt(Instant now) {
        return handle.createQuery("SELECT EXISTS (SELECT 1 FROM enrollment WHERE expires_at > :now)")
                        .bind("now", now.getEpochSecond())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** Forgets a host's secret. */
    public void remove(String host) {
        handle.createUpdate("DELETE FROM enrollment WHERE host = :host")
                .bind("host", host)
                .execute();
    }

    /** Forgets the secrets that were good until then at most. */
    public void removeExpired(Instant time) {
        handle.createUpdate("DELETE FROM enrollment WHERE expires_at <= :time")
                .bind("time", time.getEpochSecond())
                .execute();
    }
}
