// SPDX-License-Identifier: Apache-2.0
package org.berth.am.federation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.berth.base.DurableFiles;
import org.berth.base.PemFile;

/** Files of a trial federation. Failures are unchecked, with a sentence for the user. */
final class FederationFiles {
    private FederationFiles() {}

    /** Writes a file that everybody may read; makes its folder if need be. */
    static Path write(Path file, String text) {
        return write(file, () -> DurableFiles.write(file, text));
    }

    /** Writes a file that only its owner may read; makes its folder if need be. */
    static Path writeSecret(Path file, String text) {
        return write(file, () -> DurableFiles.writePrivate(file, text));
    }

    /** Refuses to go on where a file exists already, so that no key is lost by accident. */
    static void requireAbsent(Path file) {
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

    /**
     * Reads keys and certificates.
     *
     * @throws IllegalArgumentException if the file does not exist, saying what makes it, or cannot be read
     */
    static PemFile.Content pem(Path file, String madeBy) {
        if (!Files.exists(file)) {
            throw new IllegalArgumentException(file + " does not exist; '" + madeBy + "' makes it");
        }
        try {
            return PemFile.read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** Writes into a folder that is made if need be. */
    private interface Writing {
        void run() throws IOException;
    }

    private static Path write(Path file, Writing writing) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            writing.run();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
