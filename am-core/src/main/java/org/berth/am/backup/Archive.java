// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.berth.am.store.StoreFile;
import org.berth.base.DurableFiles;

/** An archive that is read: a ZIP file with a {@link Manifest}. */
final class Archive implements AutoCloseable {
    private static final int LONGEST_MANIFEST = 16 * 1024 * 1024;

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private Archive(Path file, ZipFile zip) throws IOException {
        this.file = file;
        this.zip = zip;
        this.manifest = read(file, zip);
    }

    /**
     * Opens an archive and reads its manifest.
     *
     * @throws IOException with a sentence, if it is none, or of a format not known here
     */
    static Archive open(Path file) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new DamagedArchiveException(file, "it is no archive, or not all of it (" + e.getMessage() + ")");
        }
        try {
            return new Archive(file, zip);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    private static Manifest read(Path file, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.NAME);
        if (entry == null) {
            throw new DamagedArchiveException(file, "it has no " + Manifest.NAME);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            Manifest manifest = Manifest.read(in.readNBytes(LONGEST_MANIFEST));
            if (manifest.format() != Manifest.FORMAT) {
                throw new IOException(file + " was written by Berth " + manifest.berth() + " in format "
                        + manifest.format() + "; known here is " + Manifest.FORMAT);
            }
            requireWhole(file, zip, manifest);
            Instant unused = Instant.parse(manifest.made());
            return manifest;
        } catch (JacksonException | NullPointerException | InvalidPathException | DateTimeParseException e) {
            throw new DamagedArchiveException(file, "its " + Manifest.NAME + " is none");
        }
    }

    /** Every file once, no other, and none outside of the folder that it is unpacked into. */
    private static void requireWhole(Path file, ZipFile zip, Manifest manifest) throws IOException {
        Set<String> named = new HashSet<>();
        for (Manifest.Item item : manifest.files()) {
            Path path = Path.of(item.path());
            boolean inside = !path.isAbsolute()
                    && path.normalize().equals(path)
                    && !path.startsWith("..")
                    && !item.path().isEmpty();
            if (!inside || !named.add(item.path()) || zip.getEntry(item.path()) == null) {
                throw new DamagedArchiveException(file, "'" + item.path() + "' is not in it once and in its place");
            }
        }
        if (zip.size() != named.size() + 1 || !named.contains(StoreFile.NAME)) {
            throw new DamagedArchiveException(file, "it holds something else than its " + Manifest.NAME + " says");
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Unpacks all files into an empty folder, and has the disk confirm them. */
    void unpack(Path folder) throws IOException {
        for (Manifest.Item item : manifest.files()) {
            Path target = folder.resolve(item.path());
            DurableFiles.makePrivateFolder(target.resolveSibling(""));
            Files.createFile(target, DurableFiles.PRIVATE_FILE);
            MessageDigest digest = sha256();
            long bytes;
            try (InputStream in = new DigestInputStream(zip.getInputStream(zip.getEntry(item.path())), digest);
                    OutputStream out = Files.newOutputStream(target)) {
                bytes = in.transferTo(out);
            } catch (ZipException e) {
                throw new DamagedArchiveException(file, "'" + item.path() + "' cannot be read: " + e.getMessage());
            }
            if (bytes != item.bytes() || !hex(digest).equals(item.sha256())) {
                throw new DamagedArchiveException(file, "'" + item.path() + "' is not what was written");
            }
            DurableFiles.force(target);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
