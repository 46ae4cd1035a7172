// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.berth.am.store.StoreFile;
import org.berth.base.BerthVersion;
import org.berth.base.DurableFiles;
import org.berth.dockermaster.state.SqliteLibrary;

/**
 * Writes an archive of a state directory, whether an AM runs on it or not. Each database is copied as it is at one moment; the
 * store last of all, so that it knows every sliver that a host's file knows.
 */
public final class Backup {
    private final Path stateDirectory;
    private final Clock clock;

    public Backup(Path stateDirectory, Clock clock) {
        this.stateDirectory = stateDirectory;
        this.clock = clock;
    }

    /**
     * Writes the archive: it is there whole, for its owner alone, or not at all.
     *
     * @param replace whether a file that is there already may be replaced
     * @return what is in it
     * @throws IOException with a sentence for the admin, if there is no state, it cannot be read, or the file not be written
     */
    public Manifest write(Path file, boolean replace) throws IOException {
        Path target = file.toAbsolutePath().normalize();
        // Half a state is no backup, and may be about to replace the archive that the other half is in.
        UnfinishedRestore.requireNone(stateDirectory);
        if (!Files.exists(stateDirectory.resolve(StoreFile.NAME))) {
            throw new IOException("no AM has kept anything in " + stateDirectory + " yet: there is no " + StoreFile.NAME
                    + "; name the AM's configuration with --config FILE");
        }
        if (!replace && Files.exists(target)) {
            throw new FileAlreadyExistsException(
                    target + " exists already: name another file, or let it be replaced with --replace");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException("there is no folder " + folder + " to write the backup into");
        }
        if (folder.toRealPath().startsWith(stateDirectory.toRealPath())) {
            throw new IOException("a backup in " + stateDirectory
                    + " is lost with what it is of: name a file elsewhere, best on another disk");
        }
        SqliteLibrary.useIn(stateDirectory);
        Path work = Files.createTempDirectory(folder, ".berth-backup-", DurableFiles.PRIVATE_FOLDER);
        try {
            Path archive = Files.createFile(work.resolve("archive"), DurableFiles.PRIVATE_FILE);
            Manifest manifest = fill(archive, work.resolve("copy.db"));
            DurableFiles.force(archive);
            Files.move(archive, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.force(folder);
            new KnownBackups(stateDirectory).add(target);
            return manifest;
        } finally {
            StateFiles.removeAll(work);
        }
    }

    private Manifest fill(Path archive, Path copy) throws IOException {
        List<Manifest.Item> items = new ArrayList<>();
        String made = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Path path : StateFiles.in(stateDirectory)) {
                Path file = stateDirectory.resolve(path);
                if (StateFiles.isDatabase(path)) {
                    StoreFile.copy(file, copy);
                    items.add(add(zip, path, Files.newInputStream(copy)));
                    Files.delete(copy);
                } else {
                    try {
                        items.add(add(zip, path, Files.newInputStream(file)));
                    } catch (NoSuchFileException gone) {
                        // While this was on its way to it: it is not part of the state any more.
                    }
                }
            }
            Manifest manifest = new Manifest(Manifest.FORMAT, BerthVersion.current(), made, items);
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            zip.write(manifest.json());
            zip.closeEntry();
            return manifest;
        }
    }

    private static Manifest.Item add(ZipOutputStream zip, Path path, InputStream content) throws IOException {
        MessageDigest digest = Archive.sha256();
        try (InputStream in = new DigestInputStream(content, digest)) {
            zip.putNextEntry(new ZipEntry(path.toString()));
            long bytes = in.transferTo(zip);
            zip.closeEntry();
            return new Manifest.Item(path.toString(), bytes, Archive.hex(digest));
        }
    }
}
