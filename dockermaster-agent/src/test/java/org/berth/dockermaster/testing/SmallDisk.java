// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of some MiB, which a test fills and makes room on. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts an empty one on a directory, which is made if it is not there. Aborts a test that root does not run. */
    public static SmallDisk mount(Path directory, int mebibytes) {
        boolean root = System.getProperty("user.name").equals("root");
        assumeTrue(root || "true".equals(System.getenv("CI")), "only root may mount a small disk");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.succeed(
                "mount", "-t", "tmpfs", "-o", "mode=0700,size=" + mebibytes + "m", "tmpfs", directory.toString());
        return new SmallDisk(directory);
    }

    /** Takes all room that is left, the last block too. */
    public void fill() {
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            // as it is to be
        }
    }

    /** Gives back what {@link #fill} has taken. */
    public void makeRoom() {
        try {
            Files.delete(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filler() {
        return directory.resolve("filler.tmp");
    }

    @Override
    public void close() {
        // Whoever was killed on it may not be gone quite yet.
        Commands.succeed("umount", "--lazy", directory.toString());
    }
}
