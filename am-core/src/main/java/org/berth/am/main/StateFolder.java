// SPDX-License-Identifier: Apache-2.0
package org.berth.am.main;

import java.io.IOException;
import java.nio.file.Path;
import org.berth.am.backup.DamagedArchiveException;
import org.berth.am.backup.KnownBackups;
import org.berth.am.backup.UnfinishedRestore;
import org.berth.am.store.SqlStore;
import org.berth.am.store.StoreUnusableException;

/** Opening what an AM keeps; where that cannot be, saying what an admin can do about it. */
public final class StateFolder {
    private StateFolder() {}

    /**
     * Opens the store of a state directory, making it if there is none.
     *
     * @throws UnusableException if what is there cannot be used; it is left as it is
     */
    public static SqlStore open(Path stateDirectory) throws IOException {
        UnfinishedRestore.requireNone(stateDirectory);
        try {
            return SqlStore.open(stateDirectory);
        } catch (StoreUnusableException e) {
            throw new UnusableException(e.getMessage() + ". Nothing was changed. " + advice(stateDirectory), e);
        }
    }

    private static String advice(Path stateDirectory) {
        return new KnownBackups(stateDirectory)
                .newest()
                .map(found -> "The newest backup known here is of "
                        + found.manifest().made() + "; to use it, type: berth restore " + found.file())
                .orElse(
                        "No backup is known here. If you have one, type: berth restore FILE. Else move am.db* away: the AM then"
                                + " begins anew, and the containers are listed by berth orphans");
    }

    /** Returns whether a command failed since the AM's state, or a backup of it, is damaged. */
    public static boolean isUnusable(Exception error) {
        return error instanceof UnusableException
                || error instanceof StoreUnusableException
                || error instanceof DamagedArchiveException
                || error instanceof UnfinishedRestore.UnfinishedException;
    }

    /** The store cannot be used as it is. */
    static final class UnusableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Exception cause) {
            super(message, cause);
        }
    }
}
