// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveInputStream;

/**
 * The contents that make an image of a bare Debian 12.
 *
 * @param packages Debian packages
 * @param setup the resource with the image's own part of the set-up script
 * @param debianPackage a .deb whose files are added, without its scripts and what it depends on
 * @param lastLines of the Dockerfile
 */
record ImageContents(List<String> packages, String setup, Optional<Path> debianPackage, String lastLines) {
    private static final String FILES = "files.tar";

    /** The end of the Dockerfile; writes the files that it adds to {@code context}. */
    String dockerfileEnd(Path context) throws IOException {
        if (debianPackage.isEmpty()) {
            return lastLines;
        }
        writeFiles(debianPackage.get(), context.resolve(FILES));
        return "ADD " + FILES + " /\n" + lastLines;
    }

    /** The names in the context of the files that the end of the Dockerfile adds. */
    List<String> files() {
        return debianPackage.isPresent() ? List.of(FILES) : List.of();
    }

    /** deb(5): an ar archive, in which data.tar, maybe compressed, has the files; the builder unpacks each kind. */
    private static void writeFiles(Path debianPackage, Path tar) throws IOException {
        try (InputStream in = Files.newInputStream(debianPackage);
                ArArchiveInputStream archive = new ArArchiveInputStream(in)) {
            for (ArArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.getName().startsWith("data.tar")) {
                    try (OutputStream out = Files.newOutputStream(tar)) {
                        archive.transferTo(out);
                    }
                    return;
                }
            }
        }
        throw new IOException(debianPackage + " is no Debian package: it has no data.tar");
    }
}
