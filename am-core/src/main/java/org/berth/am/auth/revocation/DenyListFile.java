// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.revocation;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deny-list of a running AM, as its file says it. A file that became broken, or went away, lets nobody in who was
 * denied before, and its good lines hold at once: what the admin wanted to keep out stays out, and nobody else does.
 */
public final class DenyListFile {
    private static final Logger log = LoggerFactory.getLogger(DenyListFile.class);
    private static final long MAX_BYTES = 4 << 20;

    private final Path file;
    private Optional<String> seen;
    private DenyList inForce;
    private boolean unreadable;

    private DenyListFile(Path file, Optional<String> seen, DenyList inForce) {
        this.file = file;
        this.seen = seen;
        this.inForce = inForce;
    }

    /** Returns the path of the deny-list of an AM with this state directory. */
    public static Path in(Path stateDirectory) {
        return stateDirectory.resolve("deny-list.txt");
    }

    /**
     * Opens it; no file means that nobody is denied.
     *
     * @throws IOException with a sentence for the admin, if it is broken: whom to keep out is not known then
     */
    public static DenyListFile open(Path file) throws IOException {
        Optional<String> text = text(file);
        DenyList.Read read = DenyList.read(text.orElse(""));
        if (!read.problems().isEmpty()) {
            throw new IOException(problem(file, read.problems()));
        }
        return new DenyListFile(file, text, read.list());
    }

    /** Reads the file anew, and gives what is in force now. */
    public DenyList refresh() {
        Optional<String> text;
        try {
            text = text(file);
        } catch (IOException e) {
            if (!unreadable) {
                log.error("the deny-list cannot be read: {}; what was denied stays denied", e.toString());
            }
            unreadable = true;
            return inForce;
        }
        unreadable = false;
        if (!text.equals(seen)) {
            seen = text;
            changed(text);
        }
        return inForce;
    }

    private void changed(Optional<String> text) {
        if (text.isEmpty()) {
            log.error(
                    "{} is gone: what it denied stays denied until the AM is started again; to allow it, leave the"
                            + " file empty",
                    file);
            return;
        }
        DenyList.Read read = DenyList.read(text.get());
        if (read.problems().isEmpty()) {
            log.info("deny-list changed: {} entries", read.list().denials().size());
            inForce = read.list();
        } else {
            log.error("{}; what was denied stays denied, and its good lines hold", problem(file, read.problems()));
            inForce = inForce.and(read.list());
        }
    }

    /** Reads the file's text; empty if there is no file. */
    public static Optional<String> text(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not text in UTF-8", e);
        }
    }

    /** The sentence about a file with these problems, at least one. */
    public static String problem(Path file, List<String> problems) {
        return "the deny-list " + file + " is broken: " + problems.get(0)
                + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "");
    }
}
