// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import org.berth.dockermaster.Account;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.PoolSettings;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's store. Each method is one transaction, on disk when it returns. Safe for many threads, which take turns:
 * it holds one connection.
 */
public final class HostState implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostState.class);

    private final Path directory;
    private Handle handle;
    private boolean closed;

    private HostState(Path directory) {
        this.directory = directory;
        this.handle = opened(directory);
    }

    /**
     * Opens the file {@code host.db} of a directory; makes both if they are not there. A damaged file is put aside, and a new
     * one begun: what it held is read back from the containers.
     */
    public static HostState open(Path directory) {
        return new HostState(directory);
    }

    private static Handle opened(Path directory) {
        try {
            Files.createDirectories(directory);
            DamagedState.putAside(directory.resolve("host.db"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the state directory " + directory + ": " + e.getMessage(), e);
        }
        String url = "jdbc:sqlite:" + directory.resolve("host.db");
        Flyway.configure(HostState.class.getClassLoader())
                .dataSource(url, null, null)
                .locations("classpath:org/berth/dockermaster/state")
                .load()
                .migrate();
        Properties pragmas = new Properties();
        pragmas.setProperty("journal_mode", "WAL");
        pragmas.setProperty("synchronous", "FULL");
        pragmas.setProperty("busy_timeout", "10000");
        return Jdbi.create(url, pragmas).open();
    }

    /**
     * Puts the file aside, if it is damaged, and begins a new one, as {@link #open} does. What was kept in it is forgotten,
     * as after the loss of the file.
     *
     * @throws RuntimeException if there cannot be a new one now; then this is {@link #isBroken} until a later call succeeds
     */
    public synchronized void replaceDamaged() {
        if (closed) {
            return;
        }
        try {
            handle.close();
        } catch (JdbiException e) {
            log.debug("the damaged file did not close in order", e);
        }
        handle = opened(directory);
    }

    /** Returns whether a damaged file could not be replaced. */
    public synchronized boolean isBroken() {
        return !closed && handle.isClosed();
    }

    public synchronized Optional<Reservation> find(String sliver) {
        return handle.createQuery("SELECT * FROM reservation WHERE sliver = :sliver")
                .bind("sliver", sliver)
                .map(HostState::reservation)
                .findOne();
    }

    /** Keeps a reservation in the place of the sliver's former one; fails if another sliver has its port. */
    public synchronized void save(Reservation r) {
        handle.createUpdate("""
                        INSERT INTO reservation
                            (sliver, am, slice, node, type, image, generation, ssh_port, mac, ipv6)
                        VALUES (:sliver, :am, :slice, :node, :type, :image, :generation, :port, :mac, :ipv6)
                        ON CONFLICT (sliver) DO UPDATE SET
                            am = :am, slice = :slice, node = :node, type = :type, image = :image,
                            generation = :generation, ssh_port = :port, mac = :mac, ipv6 = :ipv6
                        """)
                .bind("sliver", r.sliver())
                .bind("am", r.am())
                .bind("slice", r.slice())
                .bind("node", r.node())
                .bind("type", r.type())
                .bind("image", r.image())
                .bind("generation", r.generation())
                .bind("port", r.endpoint().sshPort())
                .bind("mac", r.endpoint().mac())
                .bind("ipv6", r.endpoint().ipv6().orElse(null))
                .execute();
    }

    /** Ends a sliver's reservation, and forgets its accounts and counts. */
    public synchronized void remove(String sliver) {
        handle.useTransaction(transaction -> {
            transaction.execute("""
                    INSERT OR REPLACE INTO freed_port (port, number)
                    SELECT ssh_port, (SELECT coalesce(max(number), 0) + 1 FROM freed_port)
                    FROM reservation WHERE sliver = ?
                    """, sliver);
            transaction.execute("DELETE FROM reservation WHERE sliver = ?", sliver);
            transaction.execute("DELETE FROM account WHERE sliver = ?", sliver);
            transaction.execute("DELETE FROM counts WHERE sliver = ?", sliver);
            transaction.execute("DELETE FROM disk WHERE sliver = ?", sliver);
        });
    }

    /** Returns the progress of the requests for a sliver; empty if none is stored. */
    public synchronized Optional<Counts> counts(String sliver) {
        return handle.createQuery("SELECT * FROM counts WHERE sliver = :sliver")
                .bind("sliver", sliver)
                .map(HostState::countsIn)
                .findOne();
    }

    /** The same for all slivers. */
    public synchronized Map<String, Counts> counts() {
        return handle.createQuery("SELECT * FROM counts")
                .reduceResultSet(new HashMap<String, Counts>(), (map, row, context) -> {
                    map.put(row.getString("sliver"), countsIn(row, context));
                    return map;
                });
    }

    public synchronized void keepCounts(String sliver, Counts counts) {
        handle.execute(
                "INSERT OR REPLACE INTO counts (sliver, generation, restarts, user_changes) VALUES (?, ?, ?, ?)",
                sliver,
                counts.generation(),
                counts.restarts(),
                counts.userChanges());
    }

    private static Counts countsIn(ResultSet row, StatementContext context) throws SQLException {
        return new Counts(row.getInt("generation"), row.getInt("restarts"), row.getInt("user_changes"));
    }

    /**
     * Keeps that a sliver was deleted here.
     *
     * @param forgotten those deleted before this moment are forgotten
     */
    public synchronized void markDeleted(String sliver, Instant since, Instant forgotten) {
        handle.useTransaction(transaction -> {
            transaction.execute("DELETE FROM deleted WHERE since < ?", forgotten.toEpochMilli());
            transaction.execute(
                    "INSERT OR REPLACE INTO deleted (sliver, since) VALUES (?, ?)", sliver, since.toEpochMilli());
        });
    }

    /** Returns the time at which a sliver was deleted here; empty if it was not, or that is forgotten. */
    public synchronized Optional<Instant> deleted(String sliver) {
        return handle.createQuery("SELECT since FROM deleted WHERE sliver = :sliver")
                .bind("sliver", sliver)
                .mapTo(Long.class)
                .findOne()
                .map(Instant::ofEpochMilli);
    }

    /** The IPv6 addresses that slivers have. */
    public synchronized Set<String> reservedAddresses() {
        return handle.createQuery("SELECT ipv6 FROM reservation WHERE ipv6 IS NOT NULL")
                .mapTo(String.class)
                .set();
    }

    /** Returns the pool's settings as last set by the AM; {@link PoolSettings#AS_HOST_SAYS} if none are. */
    public synchronized PoolSettings pool() {
        return handle.createQuery("SELECT * FROM pool")
                .map(HostState::poolSettings)
                .findOne()
                .orElse(PoolSettings.AS_HOST_SAYS);
    }

    public synchronized void keepPool(PoolSettings pool) {
        handle.createUpdate("""
                        INSERT OR REPLACE INTO pool (id, hostname, first_port, slots, ipv6_prefix)
                        VALUES (1, :hostname, :firstPort, :slots, :prefix)
                        """)
                .bind("hostname", pool.hostname().orElse(null))
                .bind("firstPort", boxed(pool.firstPort()))
                .bind("slots", boxed(pool.slots()))
                .bind("prefix", pool.ipv6Prefix().orElse(null))
                .execute();
    }

    private static @Nullable Integer boxed(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static PoolSettings poolSettings(ResultSet row, StatementContext context) throws SQLException {
        return new PoolSettings(
                Optional.ofNullable(row.getString("hostname")),
                number(row, "first_port"),
                number(row, "slots"),
                Optional.ofNullable(row.getString("ipv6_prefix")));
    }

    private static OptionalInt number(ResultSet row, String column) throws SQLException {
        int number = row.getInt(column);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Keeps which accounts a sliver has, in the place of those known before. */
    public synchronized void keepAccounts(String sliver, List<Account> accounts) {
        handle.useTransaction(transaction -> {
            transaction.execute("DELETE FROM account WHERE sliver = ?", sliver);
            for (int position = 0; position < accounts.size(); position++) {
                Account account = accounts.get(position);
                transaction.execute(
                        "INSERT INTO account (sliver, position, login, ssh_keys) VALUES (?, ?, ?, ?)",
                        sliver,
                        position,
                        account.login(),
                        String.join("\n", account.keys()));
            }
        });
    }

    /** The accounts of a sliver, in their order. */
    public synchronized List<Account> accounts(String sliver) {
        return handle.createQuery("SELECT login, ssh_keys FROM account WHERE sliver = :sliver ORDER BY position")
                .bind("sliver", sliver)
                .map((row, context) -> new Account(
                        row.getString("login"),
                        row.getString("ssh_keys").lines().toList()))
                .list();
    }

    /** The ports that slivers have. */
    public synchronized Set<Integer> reservedPorts() {
        return handle.createQuery("SELECT ssh_port FROM reservation")
                .mapTo(Integer.class)
                .set();
    }

    /** The ports that slivers gave back, with a number that is the higher the later that was. */
    public synchronized Map<Integer, Long> freedPorts() {
        return handle.createQuery("SELECT port, number FROM freed_port")
                .reduceResultSet(new HashMap<Integer, Long>(), (map, row, context) -> {
                    map.put(row.getInt("port"), row.getLong("number"));
                    return map;
                });
    }

    /** The ports that something else was found to listen on, and when. */
    public synchronized Map<Integer, Instant> quarantine() {
        return handle.createQuery("SELECT port, since FROM quarantine")
                .reduceResultSet(new HashMap<Integer, Instant>(), (map, row, context) -> {
                    map.put(row.getInt("port"), Instant.ofEpochMilli(row.getLong("since")));
                    return map;
                });
    }

    public synchronized void quarantine(int port, Instant since) {
        handle.execute("INSERT OR REPLACE INTO quarantine (port, since) VALUES (?, ?)", port, since.toEpochMilli());
    }

    public synchronized void endQuarantine(int port) {
        handle.execute("DELETE FROM quarantine WHERE port = ?", port);
    }

    /** Returns the use of slivers' disks that are nearly full, or more, by sliver. */
    public synchronized Map<String, DiskUse> disks() {
        return handle.createQuery("SELECT * FROM disk")
                .reduceResultSet(new HashMap<String, DiskUse>(), (map, row, context) -> {
                    DiskCondition condition = new DiskCondition(
                            DiskCondition.Level.valueOf(row.getString("level")),
                            row.getLong("limit_bytes"),
                            Instant.ofEpochMilli(row.getLong("at")));
                    map.put(
                            row.getString("sliver"),
                            new DiskUse(row.getInt("generation"), condition, row.getLong("used_bytes")));
                    return map;
                });
    }

    public synchronized void keepDisk(String sliver, DiskUse use) {
        handle.execute(
                "INSERT OR REPLACE INTO disk (sliver, generation, level, limit_bytes, at, used_bytes)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                sliver,
                use.generation(),
                use.condition().level().name(),
                use.condition().limitBytes(),
                use.condition().at().toEpochMilli(),
                use.usedBytes());
    }

    public synchronized void removeDisk(String sliver) {
        handle.execute("DELETE FROM disk WHERE sliver = ?", sliver);
    }

    private static Reservation reservation(ResultSet row, StatementContext context) throws SQLException {
        return new Reservation(
                row.getString("sliver"),
                row.getString("am"),
                row.getString("slice"),
                row.getString("node"),
                row.getString("type"),
                row.getString("image"),
                row.getInt("generation"),
                new Endpoint(row.getInt("ssh_port"), row.getString("mac"), Optional.ofNullable(row.getString("ipv6"))));
    }

    @Override
    public synchronized void close() {
        closed = true;
        handle.close();
    }
}
