// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.berth.am.store.StoreException.Kind;
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

    private static Optional<Kind> kind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException told) {
                return kind(told.getResultCode());
            }
        }
        return Optional.empty();
    }

    private static Optional<Kind> kind(SQLiteErrorCode code) {
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> Optional.of(Kind.DAMAGED);
            case SQLITE_FULL -> Optional.of(Kind.FULL);
            case SQLITE_IOERR,
                    SQLITE_CANTOPEN,
                    SQLITE_READONLY,
                    SQLITE_PERM,
                    SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_PROTOCOL -> Optional.of(Kind.UNAVAILABLE);
            default -> Optional.empty();
        };
    }

    /** Returns the exception to throw for a failure: a {@link StoreException} if disk or file is to blame, else the failure. */
    RuntimeException of(JdbiException failure) {
        Optional<Kind> kind = kind(failure);
        kind.filter(found -> now.get() != Kind.DAMAGED && now.getAndSet(found) != found)
                .ifPresent(found -> log.error("{}: {}", found.forAdmins(), failure.getMessage()));
        return kind.<RuntimeException>map(found -> new StoreException(found, failure))
                .orElse(failure);
    }

    /** A damaged file is not written to: that could cost what can still be saved. */
    void requireUndamaged() {
        if (now.get() == Kind.DAMAGED) {
            throw new StoreException(Kind.DAMAGED);
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
        return Optional.ofNullable(now.get()).map(Kind::forAdmins);
    }
}
