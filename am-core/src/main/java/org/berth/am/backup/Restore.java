// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.berth.am.admin.ControlSocket;
import org.berth.am.store.SqlStore;
import org.berth.am.store.StoreFile;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;
import org.berth.dockermaster.state.SqliteLibrary;

/**
 * Puts a backup into a state directory that no AM uses. The archive is unpacked and looked through first; then what it
 * replaces is moved into a folder beside it, and nothing is overwritten. Killed at any moment, it can be done again.
 */
public final class Restore {
    /** For slivers whose lease, as the backup knows it, ends before its owner can do anything about it. */
    private static final Duration GRACE = Duration.ofDays(1);

    /** The file that a restore leaves as it is where there is one: whoever was denied since the backup stays denied. */
    private static final Path DENIED = Path.of("deny-list.txt");

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path stateDirectory;
    private final Clock clock;

    public Restore(Path stateDirectory, Clock clock) {
        this.stateDirectory = stateDirectory;
        this.clock = clock;
    }

    /**
     * The outcome of a restore.
     *
     * @param manifest of the archive
     * @param replaced the folder with what was there before; empty if nothing was
     * @param extended the number of slivers that were given a day, since the backup knows of a lease that has ended
     */
    public record Outcome(Manifest manifest, Optional<Path> replaced, int extended) {}

    /**
     * Restores.
     *
     * @throws IOException with a sentence for the admin, if an AM runs on the directory, or the archive cannot be used: then
     *     nothing has changed
     */
    public Outcome run(Path file) throws IOException {
        Path source = file.toAbsolutePath().normalize();
        if (!Files.exists(source)) {
            throw new NoSuchFileException(source.toString());
        }
        try (Archive archive = Archive.open(source)) {
            LockFile lock = lock();
            try {
                return run(source, archive);
            } finally {
                lock.close();
            }
        }
    }

    private Outcome run(Path source, Archive archive) throws IOException {
        removeUnpacked();
        SqliteLibrary.useIn(stateDirectory);
        Path unpacked = Files.createTempDirectory(stateDirectory, StateFiles.UNPACKED, DurableFiles.PRIVATE_FOLDER);
        try {
            archive.unpack(unpacked);
            int extended = prepare(unpacked, Instant.parse(archive.manifest().made()));
            return new Outcome(archive.manifest(), putInPlace(unpacked, source), extended);
        } finally {
            StateFiles.removeAll(unpacked);
        }
    }

    /** Removes the files that an interrupted restore had unpacked. */
    private void removeUnpacked() throws IOException {
        for (Path name : names(stateDirectory)) {
            if (name.toString().startsWith(StateFiles.UNPACKED)) {
                StateFiles.removeAll(stateDirectory.resolve(name));
            }
        }
    }

    private LockFile lock() throws IOException {
        return ControlSocket.lock(stateDirectory)
                .orElseThrow(() ->
                        new IOException("an AM runs with the state directory " + stateDirectory + ": stop it first"));
    }

    /** The store is opened, which checks it and brings it up to date. */
    private int prepare(Path unpacked, Instant made) {
        Instant soonest = clock.instant().plus(GRACE);
        try (SqlStore store = SqlStore.open(unpacked)) {
            return store.write(tables -> tables.slivers().extend(made, soonest));
        }
    }

    private Optional<Path> putInPlace(Path unpacked, Path source) throws IOException {
        Path replaced = stateDirectory.resolve(StateFiles.REPLACED + STAMP.format(clock.instant()));
        for (int again = 2; Files.exists(replaced); again++) {
            replaced = stateDirectory.resolve(StateFiles.REPLACED + STAMP.format(clock.instant()) + "-" + again);
        }
        Set<Path> names = new LinkedHashSet<>(names(unpacked));
        if (Files.exists(stateDirectory.resolve(DENIED))) {
            names.remove(DENIED);
        }
        UnfinishedRestore.begin(stateDirectory, source);
        boolean any = false;
        for (Path name : names) {
            any |= moveAside(stateDirectory.resolve(name), replaced);
        }
        for (String log : List.of("-wal", "-shm")) {
            any |= moveAside(stateDirectory.resolve(StoreFile.NAME + log), replaced);
        }
        for (Path name : names) {
            Files.move(unpacked.resolve(name), stateDirectory.resolve(name));
        }
        UnfinishedRestore.end(stateDirectory);
        return any ? Optional.of(replaced) : Optional.empty();
    }

    private static List<Path> names(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.map(Path::getFileName).toList();
        }
    }

    private static boolean moveAside(Path entry, Path folder) throws IOException {
        if (!Files.exists(entry)) {
            return false;
        }
        DurableFiles.makePrivateFolder(folder);
        Files.move(entry, folder.resolve(entry.getFileName()));
        return true;
    }
}
