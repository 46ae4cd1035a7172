// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.berth.base.DurableFiles;
import org.berth.base.LockFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import org.sqlite.util.OSInfo;

/**
 * SQLite's native library, unpacked once into a state directory. By itself the driver unpacks it anew for each process, into
 * the temporary directory, where the copy of a process that was killed stays.
 */
public final class SqliteLibrary {
    private static final Logger log = LoggerFactory.getLogger(SqliteLibrary.class);
    private static final String PATH_PROPERTY = "org.sqlite.lib.path";
    private static final String NAME_PROPERTY = "org.sqlite.lib.name";
    private static final String PREFIX = "libsqlite-";

    private SqliteLibrary() {}

    /**
     * Has the driver load the library from a state directory, which has to be there, and unpacks it there unless this version of it is there already.
     * To be called before the process opens its first database; later calls change nothing, nor does the first where
     * somebody has set {@code org.sqlite.lib.path}. Where the directory cannot be written, the driver unpacks as it does by
     * itself.
     */
    public static synchronized void useIn(Path stateDirectory) {
        if (System.getProperty(PATH_PROPERTY) != null) {
            return;
        }
        Path directory = stateDirectory.toAbsolutePath();
        Path library = directory.resolve(name());
        try {
            if (!isWhole(library)) {
                unpack(directory, library);
            }
            System.setProperty(PATH_PROPERTY, directory.toString());
            System.setProperty(NAME_PROPERTY, name());
        } catch (IOException e) {
            log.warn(
                    "SQLite's library is unpacked into the temporary directory, since it cannot be into {}: {}",
                    library,
                    e);
        }
    }

    /** The library's name in a state directory: another version, or another machine's, is another file. */
    static String name() {
        return PREFIX + SQLiteJDBCLoader.getVersion() + "-"
                + OSInfo.getNativeLibFolderPathForCurrentOS().replace('/', '-') + ".so";
    }

    private static InputStream packed() throws IOException {
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource);
        if (packed == null) {
            throw new IOException("the driver has none for this machine (" + resource + ")");
        }
        return packed;
    }

    private static boolean isWhole(Path library) throws IOException {
        if (!Files.exists(library)) {
            return false;
        }
        try (InputStream packed = packed();
                InputStream unpacked = Files.newInputStream(library)) {
            return Arrays.equals(packed.readAllBytes(), unpacked.readAllBytes());
        }
    }

    /** Under another name until it is whole. One process at a time, so that a killed one leaves one such file at most. */
    private static void unpack(Path directory, Path library) throws IOException {
        Path unfinished = directory.resolve(PREFIX + "unpacked.new");
        LockFile.holding(directory.resolve(PREFIX + "unpacked.lock"), () -> {
            if (isWhole(library)) {
                return; // Another process was faster.
            }
            try (InputStream packed = packed()) {
                Files.copy(packed, unfinished, StandardCopyOption.REPLACE_EXISTING);
                DurableFiles.force(unfinished);
                Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            removeOthers(directory, library);
        });
    }

    /** Those of other versions: a process that has loaded one keeps it. */
    private static void removeOthers(Path directory, Path library) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith(PREFIX) && name.endsWith(".so") && !file.equals(library)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
