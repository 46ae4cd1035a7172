// SPDX-License-Identifier: Apache-2.0
package org.berth.am.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.berth.am.auth.revocation.DenyList;
import org.berth.am.auth.revocation.DenyListFile;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;

/** A change of the deny-list by a command: one at a time, and whole or not at all. */
final class DenyListEdit {
    private DenyListEdit() {}

    /** Makes the new text of a deny-list. */
    interface Change {
        String of(String text, DenyList list);
    }

    /**
     * Changes the deny-list of an AM.
     *
     * @param stateDirectory made, for its owner alone, if there is none
     * @throws IllegalArgumentException if the list is broken: what it says would be lost
     */
    static void in(Path stateDirectory, Change change) throws IOException {
        Path file = DenyListFile.in(stateDirectory);
        DurableFiles.makePrivateFolder(stateDirectory);
        LockFile.holding(stateDirectory.resolve("deny-list.lock"), () -> {
            String text = DenyListFile.text(file).orElse("");
            DenyList.Read read = DenyList.read(text);
            if (!read.problems().isEmpty()) {
                throw new IllegalArgumentException(
                        DenyListFile.problem(file, read.problems()) + "; mend it with an editor first");
            }
            DurableFiles.write(file, change.of(text, read.list()));
        });
    }
}
