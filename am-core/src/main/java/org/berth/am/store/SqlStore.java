package org.berth.am.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;

/**
 * The store in SQLite: WAL, {@code synchronous=FULL}, one writer, several readers.
 *
 * <p>A writing transaction begins with {@code BEGIN IMMEDIATE}, so it never fails half way on a lock that another one
 * holds.
 */
public final class SqlStore implements Store {
    private static final int READERS = 4;
    private static final int BUSY_MILLIS = 20_000;

    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Jdbi write;
    private final Jdbi read;

    private SqlStore(String url) {
        writers = pool(url, "store-write", 1, SQLiteConfig.TransactionMode.IMMEDIATE);
        Flyway.configure()
                .dataSource(writers)
                .locations("classpath:org/berth/am/store/migrations")
                .loggers("slf4j")
                .load()
                .migrate();
        readers = pool(url, "store-read", READERS, SQLiteConfig.TransactionMode.DEFERRED);
        write = Jdbi.create(writers);
        read = Jdbi.create(readers);
    }

    /** Opens the store of a state directory, making it if need be, and brings its tables up to date. */
    public static SqlStore open(Path directory) {
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("am.db");
            if (!Files.exists(file)) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return new SqlStore("jdbc:sqlite:" + file.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the state directory " + directory + ": " + e.getMessage(), e);
        }
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        return write.inTransaction(handle -> transaction.run(new Tables(handle)));
    }

    @Override
    public <T> T read(Transaction<T> transaction) {
        return read.inTransaction(handle -> transaction.run(new Tables(handle)));
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }

    private static HikariDataSource pool(String url, String name, int size, SQLiteConfig.TransactionMode mode) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(BUSY_MILLIS);
        sqlite.setTransactionMode(mode);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setDataSourceProperties(sqlite.toProperties());
        return new HikariDataSource(config);
    }
}
