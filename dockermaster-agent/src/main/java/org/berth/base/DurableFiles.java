// SPDX-License-Identifier: Apache-2.0
package org.berth.base;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * Writes small files that are there whole or not at all, whenever this process or the machine dies, and that are never readable
 * by others before they are protected. Also the modes of files and folders that only their owner uses.
 */
public final class DurableFiles {
    /** For a new file that only its owner reads and writes. */
    public static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** For a new folder that only its owner enters. */
    public static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private DurableFiles() {}

    /** Makes a folder that only its owner enters, and those above it likewise, unless it is there. */
    public static void makePrivateFolder(Path folder) throws IOException {
        Files.createDirectories(folder, PRIVATE_FOLDER);
    }

    /**
     * Makes or replaces a file that those may read whom this process's umask lets.
     *
     * @param file in a folder that is there
     * @throws IOException with the file's name, if it cannot be written; it is as it was then
     */
    public static void write(Path file, String text) throws IOException {
        replace(file, text);
    }

    /**
     * Makes or replaces a file that only its owner may read.
     *
     * @param file in a folder that is there
     * @throws IOException with the file's name, if it cannot be written; it is as it was then
     */
    public static void writePrivate(Path file, String text) throws IOException {
        replace(file, text, PRIVATE_FILE);
    }

    /**
     * Makes a file that only its owner may read, and never replaces one.
     *
     * @param file in a folder that is there
     * @return whether it was made; false if it was there already, also if somebody else made it meanwhile
     * @throws IOException with the file's name, if it cannot be written
     */
    public static boolean createPrivate(Path file, String text) throws IOException {
        Naming link = written -> {
            try {
                // Unlike a move, a link never replaces a file that is there.
                Files.createLink(file, written);
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            }
        };
        return inPlace(file, text, link, PRIVATE_FILE);
    }

    /** Has the disk confirm a file's content, or which files a folder has. */
    public static void force(Path fileOrFolder) throws IOException {
        try (FileChannel channel = FileChannel.open(fileOrFolder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void replace(Path file, String text, FileAttribute<?>... attributes) throws IOException {
        Naming move = written -> {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        };
        inPlace(file, text, move, attributes);
    }

    /** Gives a file, which the disk has confirmed, its name. */
    private interface Naming {
        boolean give(Path written) throws IOException;
    }

    private static boolean inPlace(Path file, String text, Naming name, FileAttribute<?>... attributes)
            throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        try {
            // In the same folder, so that naming it is one step.
            Path written = folder.resolve("." + UUID.randomUUID() + ".new");
            try {
                try (FileChannel channel = FileChannel.open(written, NEW, attributes)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                boolean named = name.give(written);
                force(folder);
                return named;
            } finally {
                Files.deleteIfExists(written);
            }
        } catch (IOException e) {
            throw new IOException("cannot write " + file + ": " + e, e);
        }
    }
}
