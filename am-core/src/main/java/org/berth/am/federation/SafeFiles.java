// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are there whole or not at all, and never readable by others before they are protected. */
public final class SafeFiles {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    private SafeFiles() {}

    /** Writes a file that everybody may read; makes its folder if need be. */
    public static Path write(Path file, String text) {
        return write(file, text, PUBLIC);
    }

    /** Writes a file that only its owner may read; makes its folder if need be. */
    static Path writeSecret(Path file, String text) {
        return write(file, text, PRIVATE);
    }

    /** Refuses to go on where a file exists already, so that no key is lost by accident. */
    public static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " exists already; move it away if you want a new one");
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it does not exist, saying what makes it
     */
    static String read(Path file, String madeBy) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist; '" + madeBy + "' makes it", e);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot read " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }

    private static Path write(Path file, String text, Set<PosixFilePermission> permissions) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            // Made with 0600, and on the same file system, so that the move is atomic.
            Path temporary = Files.createTempFile(folder, ".new-", ".tmp");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                Files.setPosixFilePermissions(temporary, permissions);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write " + file + ": " + e.getClass().getSimpleName(), e);
        }
    }
}
