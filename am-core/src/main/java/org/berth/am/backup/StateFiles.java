// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.berth.am.admin.ControlSocket;
import org.berth.am.audit.AuditFile;
import org.berth.am.store.StoreFile;
import org.jspecify.annotations.Nullable;

/** The files of a state directory that a backup contains: all but temporary ones. */
final class StateFiles {
    /** The beginning of the name of the folder to which a restore moves the files of before. */
    static final String REPLACED = "replaced-";

    /**
     * The beginning of the name of the folder with files that a restore has unpacked and not yet put in their place.
     */
    static final String UNPACKED = ".restore-";

    /** It tells what happened, also since a backup: nothing that a restore may take back. */
    private static final String AUDIT = AuditFile.in(Path.of("")).toString();

    private static final Set<String> OF_A_RUN = Set.of(
            ControlSocket.LOCK, ControlSocket.in(Path.of("")).toString(), KnownBackups.NAME, UnfinishedRestore.NAME);

    /** A database's own log and index, which are in its copy; what was not finished; and programs, which Berth has. */
    private static final Pattern OF_A_MOMENT = Pattern.compile(".*(?:-wal|-shm|-journal|\\.new|\\.tmp|\\.lock|\\.so)");

    private StateFiles() {}

    /** Relative paths, the store last: it may know more than the rest, and never less. */
    static List<Path> in(Path stateDirectory) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(stateDirectory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String top = stateDirectory.relativize(folder).toString();
                return top.equals(AUDIT) || top.startsWith(REPLACED) || top.startsWith(UNPACKED)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path path = stateDirectory.relativize(file);
                if (attributes.isRegularFile()
                        && !OF_A_RUN.contains(path.toString())
                        && !OF_A_MOMENT.matcher(path.toString()).matches()) {
                    found.add(path);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // gone meanwhile
                }
                throw failure;
            }
        });
        found.sort(Comparator.comparing((Path path) -> path.equals(Path.of(StoreFile.NAME)))
                .thenComparing(Comparator.naturalOrder()));
        return found;
    }

    static boolean isDatabase(Path path) {
        return path.toString().endsWith(".db");
    }

    /** Removes a folder with all that is in it, if it is there. */
    static void removeAll(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
