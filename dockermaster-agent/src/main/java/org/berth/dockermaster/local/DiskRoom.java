// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a disk is full that a host needs: that of its own files, or that of the engine's. Safe for many
 * threads.
 */
final class DiskRoom {
    /** With less, something or other fails. */
    private static final long LEAST_BYTES = 1 << 20;

    /**
     * The time for which a full disk is remembered: a failure for want of room may be reported when there is some
     * again.
     */
    private static final Duration REMEMBERED = Duration.ofSeconds(30);

    private final InstantSource clock;
    private final Set<Path> directories = new CopyOnWriteArraySet<>();
    private volatile @Nullable Full last;

    /** @param stateDirectory of the host's own files */
    DiskRoom(Path stateDirectory, InstantSource clock) {
        this.clock = clock;
        directories.add(stateDirectory);
    }

    private record Full(Path directory, Instant at) {}

    /** Looks at a directory of the engine's too from now on; one that cannot be seen from here is left out. */
    void watch(@Nullable String directory) {
        if (directory != null && directory.startsWith("/")) {
            directories.add(Path.of(directory));
        }
    }

    /** A directory on a disk that is full, or was a moment ago; empty if none is. */
    Optional<Path> full() {
        directories.stream()
                .filter(DiskRoom::isFull)
                .findFirst()
                .ifPresent(directory -> last = new Full(directory, clock.instant()));
        return Optional.ofNullable(last)
                .filter(full -> full.at().plus(REMEMBERED).isAfter(clock.instant()))
                .map(Full::directory);
    }

    private static boolean isFull(Path directory) {
        try {
            // Not what is left for others than root: engine and agent are root's.
            return Files.getFileStore(directory).getUnallocatedSpace() < LEAST_BYTES;
        } catch (IOException notSeen) {
            return false;
        }
    }
}
