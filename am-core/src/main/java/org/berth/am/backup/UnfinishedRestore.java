// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.berth.base.DurableFiles;

/** Says in a state directory that files of two states may be mixed there: a restore began and has not ended. */
public final class UnfinishedRestore {
    static final String NAME = "restore-unfinished";

    private UnfinishedRestore() {}

    /**
     * To be asked before anything of the directory is used.
     *
     * @throws IOException with a sentence for the admin, if a restore was cut off
     */
    public static void requireNone(Path stateDirectory) throws IOException {
        Path mark = stateDirectory.resolve(NAME);
        if (Files.exists(mark)) {
            throw new UnfinishedException("a restore into " + stateDirectory
                    + " was cut off before its end; do it again: berth restore "
                    + Files.readString(mark).strip());
        }
    }

    static void begin(Path stateDirectory, Path archive) throws IOException {
        DurableFiles.write(stateDirectory.resolve(NAME), archive + "\n");
    }

    static void end(Path stateDirectory) throws IOException {
        DurableFiles.force(stateDirectory);
        Files.delete(stateDirectory.resolve(NAME));
        DurableFiles.force(stateDirectory);
    }

    /** The state cannot be used as it is. */
    public static final class UnfinishedException extends IOException {
        private static final long serialVersionUID = 1L;

        UnfinishedException(String message) {
            super(message);
        }
    }
}
