// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A SQLite file as a file: what can be done with it without being the AM that works on it. */
public final class StoreFile {
    /** The store's name in the state directory. */
    public static final String NAME = "am.db";

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final String BUSY_MILLIS = "20000";

    private StoreFile() {}

    /**
     * Copies a database as it is at one moment, while others may read and write it. Takes as long as reading it does;
     * nobody waits meanwhile.
     *
     * @param copy must not exist
     * @throws IOException with a sentence that names the database, if it is damaged or cannot be read or written
     */
    public static void copy(Path database, Path copy) throws IOException {
        try (Connection connection = DriverManager.getConnection(url(database, "mode=ro&busy_timeout=" + BUSY_MILLIS));
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw new IOException(database + " cannot be copied: " + e.getMessage(), e);
        }
    }

    /**
     * Looks through a store's file, all of it, and leaves it and its folder as they are.
     *
     * @throws StoreUnusableException if it is damaged, no store, or one of a newer Berth
     * @throws IOException if it cannot be read
     */
    static void requireUsable(Path file) throws IOException {
        requireDatabase(file);
        try (Connection connection = DriverManager.getConnection(lookUrl(file));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA quick_check(1)")) {
            String first = found.next() ? found.getString(1) : "nothing";
            if (!first.equals("ok")) {
                throw new StoreUnusableException(file, "is damaged (" + first.replaceAll("\\s+", " ") + ")");
            }
        } catch (SQLException e) {
            throw new StoreUnusableException(file, "is damaged (" + e.getMessage() + ")", e);
        }
        requireKnownVersion(file);
    }

    /**
     * Looks whether the log of a file that is not there was left: SQLite would take it for that of the next one.
     *
     * @throws StoreUnusableException if so
     */
    static void requireNoLog(Path file) {
        if (log(file).toFile().length() > 0) {
            throw new StoreUnusableException(
                    file, "is not there, but its log is (" + log(file).getFileName() + "), which belongs to it alone");
        }
    }

    private static Path log(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }

    private static void requireDatabase(Path file) throws IOException {
        byte[] start = new byte[MAGIC.length];
        int length;
        try (InputStream in = Files.newInputStream(file)) {
            length = in.readNBytes(start, 0, start.length);
        }
        if (length == 0) {
            throw new StoreUnusableException(file, "is damaged (it is empty)");
        }
        if (!Arrays.equals(start, MAGIC)) {
            throw new StoreUnusableException(file, "is damaged, or no database (it does not begin like one)");
        }
    }

    private static void requireKnownVersion(Path file) {
        MigrationInfo[] versions =
                migrations().dataSource(lookUrl(file), null, null).load().info().all();
        for (MigrationInfo version : versions) {
            if (version.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new StoreUnusableException(
                        file,
                        "was written by a newer Berth (its tables are of version " + version.getVersion()
                                + "): run that one, or one that is newer still");
            }
        }
        if (Arrays.stream(versions).noneMatch(version -> version.getState().isApplied())) {
            throw new StoreUnusableException(file, "is a database, but not the store of an AM");
        }
    }

    /** Returns the configuration that makes the store's tables and brings them up to date. */
    static FluentConfiguration migrations() {
        return Flyway.configure()
                .locations("classpath:org/berth/am/store/migrations")
                .loggers("slf4j");
    }

    /**
     * For looking at a file that nobody works on. What a process that died left in the log beside the file is part of it; where
     * there is none, SQLite must not make one.
     */
    private static String lookUrl(Path file) {
        return url(file, log(file).toFile().length() > 0 ? "mode=ro" : "immutable=1");
    }

    private static String url(Path file, String parameters) {
        return "jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + "?" + parameters;
    }
}
