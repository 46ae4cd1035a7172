// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The health of the store's disk and file, as opposed to failures of a transaction. A problem is logged once when it
 * begins and once when it ends, however many transactions fail in between.
 */
final class StoreHealth {
    private static final Logger log = LoggerFactory.getLogger(StoreHealth.class);

    private final AtomicReference<@Nullable Kind> now = new AtomicReference<>();

    private enum Kind {
        DAMAGED(
                "this aggregate's database is damaged; nothing was changed. Its administrator has to restore a backup",
                "am.db is damaged: nothing is written to it any more; stop the AM and type 'berth restore FILE'"),
        FULL(
                "this aggregate's disk is full; nothing was changed, and what is stored can be read. Try again later",
                "no space is left for am.db: what changes something is refused until there is"),
        AWAY(
                "this aggregate's database cannot be used just now; nothing was changed. Try again later",
                "am.db cannot be read or written");

        private final String forCallers;
        private final String forAdmins;

        Kind(String forCallers, String forAdmins) {
            this.forCallers = forCallers;
            this.forAdmins = forAdmins;
        }

        static Optional<Kind> of(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLiteException told) {
                    return of(told.getResultCode());
                }
            }
            return Optional.empty();
        }

        private static Optional<Kind> of(SQLiteErrorCode code) {
            return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
                case SQLITE_CORRUPT, SQLITE_NOTADB -> Optional.of(DAMAGED);
                case SQLITE_FULL -> Optional.of(FULL);
                case SQLITE_IOERR,
                        SQLITE_CANTOPEN,
                        SQLITE_READONLY,
                        SQLITE_PERM,
                        SQLITE_BUSY,
                        SQLITE_LOCKED,
                        SQLITE_PROTOCOL -> Optional.of(AWAY);
                default -> Optional.empty();
            };
        }
    }

    /**
     * Returns the exception to throw for a failure: a refusal with code 9 if disk or file is to blame, else the
     * failure.
     */
    RuntimeException of(JdbiException failure) {
        Optional<Kind> kind = Kind.of(failure);
        kind.filter(found -> now.get() != Kind.DAMAGED && now.getAndSet(found) != found)
                .ifPresent(found -> log.error("{}: {}", found.forAdmins, failure.getMessage()));
        return kind.<RuntimeException>map(found -> new AmException(GeniCode.DBERROR, found.forCallers, failure))
                .orElse(failure);
    }

    /** A damaged file is not written to: that could cost what can still be saved. */
    void requireUndamaged() {
        if (now.get() == Kind.DAMAGED) {
            throw new AmException(GeniCode.DBERROR, Kind.DAMAGED.forCallers);
        }
    }

    boolean isThere() {
        return now.get() != null;
    }

    /** Something was written: whatever it was, it is over. */
    void over() {
        if (now.getAndSet(null) != null) {
            log.warn("am.db is written again");
        }
    }

    /** A sentence for the admin; empty if all is well. */
    Optional<String> sentence() {
        return Optional.ofNullable(now.get()).map(kind -> kind.forAdmins);
    }
}
