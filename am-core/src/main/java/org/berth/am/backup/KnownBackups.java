// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.berth.base.DurableFiles;

/**
 * The paths that backups of a state directory were written to, so that they are found when the state itself is lost.
 */
public final class KnownBackups {
    /** The list's name in the state directory: a path per line, the newest last. */
    static final String NAME = "backups.txt";

    private static final int MOST = 50;

    private final Path list;

    public KnownBackups(Path stateDirectory) {
        this.list = stateDirectory.resolve(NAME);
    }

    /**
     * An archive that is where it was written.
     *
     * @param manifest what it says of itself
     */
    public record Found(Path file, Manifest manifest) {}

    void add(Path archive) throws IOException {
        List<String> lines = new ArrayList<>(lines());
        lines.remove(archive.toString());
        lines.add(archive.toString());
        List<String> newest = lines.subList(Math.max(0, lines.size() - MOST), lines.size());
        DurableFiles.write(list, String.join("\n", newest) + "\n");
    }

    /** The newest that is still there and can be read. */
    public Optional<Found> newest() {
        try {
            List<String> lines = lines();
            for (int i = lines.size() - 1; i >= 0; i--) {
                Path file = Path.of(lines.get(i));
                try (Archive archive = Archive.open(file)) {
                    return Optional.of(new Found(file, archive.manifest()));
                } catch (IOException gone) {
                    // The one before it, then.
                }
            }
        } catch (IOException | InvalidPathException unreadable) {
            // It is a help where something else is broken, and must not be what breaks.
        }
        return Optional.empty();
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(list);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }
}
