package org.berth.dockermaster.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The script that runs once inside a new Debian root: sudo, sshd's settings, and no traces of the build. */
final class Setup {
    static final String SCRIPT = "setup.sh";

    private Setup() {}

    /** Writes the script to {@code folder} and returns its path. */
    static Path writeTo(Path folder) {
        Path script = folder.resolve(SCRIPT);
        try (InputStream in = Objects.requireNonNull(Setup.class.getResourceAsStream(SCRIPT), SCRIPT)) {
            Files.copy(in, script);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + script, e);
        }
        return script;
    }

    /** A new temporary folder with the script in it. */
    static Path inNewFolder() {
        try {
            Path folder = Files.createTempDirectory("berth-image-");
            writeTo(folder);
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
