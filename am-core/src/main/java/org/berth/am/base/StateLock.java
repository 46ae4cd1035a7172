// SPDX-License-Identifier: Apache-2.0
package org.berth.am.base;

import org.berth.base.DurableFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A state directory is one process's: held until it is closed or the process ends, however it ends. */
public final class StateLock implements AutoCloseable {
    /** The lock's file in a state directory. */
    public static final String NAME = "control.lock";

    private final FileChannel file;

    private StateLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @param stateDirectory made, for its owner alone, if there is none
     * @return empty if somebody has it
     * @throws IOException if the directory cannot be used
     */
    public static Optional<StateLock> take(Path stateDirectory) throws IOException {
        DurableFiles.makePrivateFolder(stateDirectory);
        FileChannel file =
                FileChannel.open(stateDirectory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (file.tryLock() != null) {
                return Optional.of(new StateLock(file));
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process: the same answer
        }
        file.close();
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
