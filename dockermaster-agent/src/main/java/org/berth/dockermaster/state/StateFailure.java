// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import java.io.IOException;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The kinds of failure of the host's own files, as opposed to failures of what was asked for. */
public enum StateFailure {
    /** The database is none any more, or parts of it are not what was written. */
    DAMAGED,
    /** Files cannot be read or written for now: the disk is full, say. */
    UNUSABLE_NOW;

    /** The failure of files that is behind another one; empty if there is none. */
    public static Optional<StateFailure> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException told) {
                return of(told.getResultCode());
            }
            if (cause instanceof IOException) {
                return Optional.of(UNUSABLE_NOW);
            }
        }
        return Optional.empty();
    }

    private static Optional<StateFailure> of(SQLiteErrorCode code) {
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> Optional.of(DAMAGED);
            case SQLITE_FULL,
                    SQLITE_IOERR,
                    SQLITE_CANTOPEN,
                    SQLITE_READONLY,
                    SQLITE_PERM,
                    SQLITE_BUSY,
                    SQLITE_LOCKED,
                    SQLITE_NOMEM,
                    SQLITE_PROTOCOL -> Optional.of(UNUSABLE_NOW);
            default -> Optional.empty();
        };
    }
}
