// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.berth.base.DurableFiles;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
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
    private final StoreHealth trouble = new StoreHealth();

    private SqlStore(String url) {
        writers = pool(url, "store-write", 1, SQLiteConfig.TransactionMode.IMMEDIATE);
        StoreFile.migrations().dataSource(writers).load().migrate();
        readers = pool(url, "store-read", READERS, SQLiteConfig.TransactionMode.DEFERRED);
        write = Jdbi.create(writers);
        read = Jdbi.create(readers);
    }

    /**
     * Opens the store of a state directory, making it if there is none, and brings its tables up to date.
     *
     * @throws StoreUnusableException if there is one that is damaged, or of a newer Berth, or if only its log is there
     */
    public static SqlStore open(Path directory) {
        Path file = directory.resolve(StoreFile.NAME);
        try {
            Files.createDirectories(directory);
            if (Files.exists(file)) {
                StoreFile.requireUsable(file);
            } else {
                StoreFile.requireNoLog(file);
                make(file);
            }
            return new SqlStore("jdbc:sqlite:" + file.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the store " + file + ": " + e.getMessage(), e);
        }
    }

    /** Under another name until its tables are there: so an empty file of the right name is always a damaged one. */
    private static void make(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(file.resolveSibling(unfinished.getFileName() + "-journal"));
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, DurableFiles.PRIVATE_FILE);
        StoreFile.migrations()
                .dataSource("jdbc:sqlite:" + unfinished.toAbsolutePath(), null, null)
                .load()
                .migrate();
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.force(file.toAbsolutePath().resolveSibling("")); // The name, too, is to outlive the machine.
    }

    @Override
    public <T> T write(Transaction<T> transaction) {
        trouble.requireUndamaged();
        try {
            return trouble.isThere()
                    ? tryToWrite(transaction)
                    : write.inTransaction(handle -> run(transaction, handle));
        } catch (JdbiException e) {
            throw trouble.of(e);
        }
    }

    @Override
    public <T> T read(Transaction<T> transaction) {
        try {
            return read.inTransaction(handle -> run(transaction, handle));
        } catch (JdbiException e) {
            throw trouble.of(e);
        }
    }

    private static <T> T run(Transaction<T> transaction, Handle handle) {
        return transaction.run(new Tables(handle));
    }

    /** A transaction that changes nothing needs no room, and so says nothing of the disk. */
    private <T> T tryToWrite(Transaction<T> transaction) {
        AtomicBoolean wrote = new AtomicBoolean();
        T result = write.inTransaction(handle -> {
            long before = changes(handle);
            T done = run(transaction, handle);
            wrote.set(changes(handle) > before);
            return done;
        });
        if (wrote.get()) {
            trouble.over();
        }
        return result;
    }

    private static long changes(Handle handle) {
        return handle.createQuery("SELECT total_changes()").mapTo(Long.class).one();
    }

    /** A sentence for the admin on what is wrong with the disk or the file; empty if nothing is known to be. */
    public Optional<String> trouble() {
        return trouble.sentence();
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
