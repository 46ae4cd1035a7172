// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.berth.base.DurableFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room on the disk of a state directory, kept by a file, for the day on which the disk is full: without a little room a
 * database cannot even be opened for reading, since SQLite makes an index of its log.
 */
public final class DiskReserve {
    /** For the indexes of some databases, 32 KiB each, and some writes at the start. */
    private static final int BYTES = 512 * 1024;

    private static final Logger log = LoggerFactory.getLogger(DiskReserve.class);

    private final Path file;
    private final Path probe;

    private DiskReserve(Path directory) {
        file = directory.resolve("disk-reserve.tmp");
        probe = directory.resolve("disk-probe.tmp");
    }

    /** The reserve of a state directory, which has to be there. */
    public static DiskReserve in(Path directory) {
        return new DiskReserve(directory);
    }

    /** To be called before anything in the directory is opened: where the disk is full, what was kept is given up. */
    public void prepare() {
        if (!Files.exists(file)) {
            keep();
        } else if (takes(probe)) {
            delete(probe);
        } else {
            delete(file);
            log.warn("no space is left on the disk of {}: using the room that was kept to start in", file.getParent());
        }
    }

    /** Keeps the room again, if there is some. */
    public void keep() {
        if (!Files.exists(file) && !takes(file)) {
            log.warn("no space is left on the disk of {}", file.getParent());
        }
    }

    /**
     * Writes a file that reserves room on the disk, and returns whether that succeeded; if not, nothing is left of the
     * file.
     */
    private static boolean takes(Path path) {
        try {
            try (OutputStream out = Files.newOutputStream(path)) {
                out.write(new byte[BYTES]);
            }
            // Not before this do some file systems look for the blocks.
            DurableFiles.force(path);
            return true;
        } catch (IOException full) {
            delete(path);
            return false;
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            log.warn("{} cannot be deleted: {}", path, e.toString());
        }
    }
}
