// SPDX-License-Identifier: Apache-2.0
package org.berth.am.auth.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;

/** The file of {@link AuthorityKeys} in an AM's state directory, which the AM and commands read and change. */
public final class AuthorityKeysFile {
    private static final long MAX_BYTES = 4 << 20;

    private final Path directory;
    private final Path file;

    /** @param directory the AM's state directory, which may not exist yet */
    public AuthorityKeysFile(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("authority-keys.txt");
    }

    /**
     * Reads it; no file means that no authority is known yet.
     *
     * @throws IOException with a sentence for the admin, if it cannot be read
     */
    public AuthorityKeys read() throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " has more than " + MAX_BYTES + " bytes");
            }
            return AuthorityKeys.read(Files.readString(file));
        } catch (NoSuchFileException none) {
            return AuthorityKeys.NONE;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is broken: " + e.getMessage() + "; mend it with an editor", e);
        }
    }

    /** Changes it, one at a time, whole or not at all, and returns what it says then. */
    public AuthorityKeys change(UnaryOperator<AuthorityKeys> change) throws IOException {
        AuthorityKeys[] after = {AuthorityKeys.NONE};
        DurableFiles.makePrivateFolder(directory);
        LockFile.holding(directory.resolve("authority-keys.lock"), () -> {
            AuthorityKeys before = read();
            after[0] = change.apply(before);
            if (!after[0].equals(before)) {
                DurableFiles.write(file, after[0].text());
            }
        });
        return after[0];
    }
}
