// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The script that runs once inside a new Debian root: no traces of the build, and what the image is for. */
final class Setup {
    static final String SCRIPT = "setup.sh";

    private Setup() {}

    /** Writes the script, with the image's own part, to {@code folder} and returns its path. */
    static Path writeTo(Path folder, ImageContents contents) {
        Path script = folder.resolve(SCRIPT);
        try (OutputStream out = Files.newOutputStream(script)) {
            for (String part : List.of(SCRIPT, contents.setup())) {
                try (InputStream in = Objects.requireNonNull(Setup.class.getResourceAsStream(part), part)) {
                    in.transferTo(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + script, e);
        }
        return script;
    }

    /** A new temporary folder with the script in it. */
    static Path inNewFolder(ImageContents contents) {
        try {
            Path folder = Files.createTempDirectory("berth-image-");
            writeTo(folder, contents);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    /** Removes a folder that holds files only. */
    static void removeFolder(Path folder) {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
