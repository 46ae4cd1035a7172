// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a file out of the way that is no database any more. */
final class DamagedState {
    private static final Logger log = LoggerFactory.getLogger(DamagedState.class);

    private DamagedState() {}

    /**
     * Looks through a database, and moves it out of the way if it is damaged.
     *
     * @throws IOException if it cannot be moved
     */
    static void putAside(Path file) throws IOException {
        if (!Files.exists(file) || isWhole(file)) {
            return;
        }
        Path aside = null;
        for (int number = 1; aside == null || Files.exists(aside); number++) {
            aside = file.resolveSibling(file.getFileName() + ".damaged-" + number);
        }
        for (String part : List.of("-wal", "-shm", "")) {
            Path from = file.resolveSibling(file.getFileName() + part);
            if (Files.exists(from)) {
                Files.move(from, aside.resolveSibling(aside.getFileName() + part));
            }
        }
        log.warn("{} is damaged and was moved to {}; what it held is read back from the containers", file, aside);
    }

    private static boolean isWhole(Path file) {
        try {
            String found = Jdbi.create("jdbc:sqlite:" + file)
                    .withHandle(handle -> handle.createQuery("PRAGMA quick_check(1)")
                            .mapTo(String.class)
                            .one());
            return found.equals("ok");
        } catch (JdbiException e) {
            if (StateFailure.of(e).equals(Optional.of(StateFailure.DAMAGED))) {
                return false;
            }
            throw e;
        }
    }
}
