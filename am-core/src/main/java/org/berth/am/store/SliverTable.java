// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/** Slivers, the deleted ones too. "Live" means not deleted, whether expired or not. */
public final class SliverTable {
    /** The allocation that marks a deleted sliver. */
    public static final String TOMBSTONE = "UNALLOCATED";

    /** Tables whose rows belong to a sliver. */
    private static final List<String> BELONGINGS = List.of("account", "condition", "execute", "install");

    /** Writers wait for each other: the rest of the old records is removed with the next call. */
    private static final int FORGOTTEN_AT_ONCE = 200;

    private static final String LIVE = " allocation <> '" + TOMBSTONE + "'";

    /** The live slivers of a slice, in the order of their requests. */
    static final String OF_SLICE = "slice_key = :slice AND" + LIVE + " ORDER BY request_number, position";

    private final Handle handle;
    private final FreePorts freePorts;
    private final ConditionTable conditions;

    SliverTable(Handle handle) {
        this.handle = handle;
        this.freePorts = new FreePorts(handle);
        this.conditions = new ConditionTable(handle);
    }

    /** The sliver of that id, deleted or not. */
    public Optional<SliverRow> byId(String id) {
        return rows("id = :id", Map.of("id", id)).stream().findFirst();
    }

    /** The live slivers of a slice, in the order of their requests. */
    public List<SliverRow> liveOfSlice(String sliceKey) {
        return rows(OF_SLICE, Map.of("slice", sliceKey));
    }

    /** Returns how many live slivers a slice has. */
    public int countLive(String sliceKey) {
        return query("SELECT count(*) FROM sliver WHERE slice_key = :slice AND" + LIVE)
                .bind("slice", sliceKey)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Gives provisioned slivers whose lease ends between two moments a lease until the second.
     *
     * @return how many
     */
    public int extend(Instant after, Instant until) {
        return handle.createUpdate("""
                        UPDATE sliver SET expires_at = :until
                        WHERE allocation = 'PROVISIONED' AND expires_at > :after AND expires_at < :until
                        """)
                .bind("after", after.getEpochSecond())
                .bind("until", until.getEpochSecond())
                .execute();
    }

    /** Live slivers whose lease has ended, the longest over first. */
    public List<SliverRow> expired(Instant now, int most) {
        return rows(
                "expires_at <= :now AND" + LIVE + " ORDER BY expires_at LIMIT :most",
                Map.of("now", now.getEpochSecond(), "most", most));
    }

    /** All slivers that a host may hold something of, deleted ones that it has not confirmed included. */
    public List<SliverRow> onHost(String host) {
        return rows("host = :host AND holds_slot = 1 AND on_host = 1", Map.of("host", host));
    }

    /** Returns slivers without a condition that hold a slot of a host, the deleted ones too. */
    public List<SliverRow> holdingWithout(String condition, String host, int most) {
        return rows(
                "host = :host AND holds_slot = 1 AND NOT EXISTS (SELECT 1 FROM condition"
                        + " WHERE sliver_id = sliver.id AND name = :condition) ORDER BY id LIMIT :most",
                Map.of("host", host, "condition", condition, "most", most));
    }

    /**
     * The port of a pool that no sliver holds for longest, and that is not in quarantine.
     *
     * @param first the pool's first port
     * @param slots how many ports the pool has
     */
    public Optional<Integer> freePort(String host, int first, int slots, Instant now) {
        return freePorts.longestFree(host, first, slots, now);
    }

    /** Returns the sliver that holds a port, if any does. */
    public Optional<SliverRow> holderOfPort(String host, int port) {
        return rows("host = :host AND port = :port AND holds_slot = 1", Map.of("host", host, "port", port)).stream()
                .findFirst();
    }

    /** Keeps a port out of use for a time. */
    public void quarantine(String host, int port, Instant until) {
        handle.createUpdate("""
                        INSERT INTO quarantine (host, port, until_at) VALUES (:host, :port, :until)
                        ON CONFLICT (host, port) DO UPDATE SET until_at = excluded.until_at
                        """)
                .bind("host", host)
                .bind("port", port)
                .bind("until", until.getEpochSecond())
                .execute();
    }

    /** Removes what belongs to a sliver and is of no use once it is deleted: accounts, installs and commands. */
    public void strip(String id) {
        for (String table : BELONGINGS) {
            handle.createUpdate("DELETE FROM " + table + " WHERE sliver_id = :id")
                    .bind("id", id)
                    .execute();
        }
        handle.createUpdate("UPDATE sliver SET client_id = '', image = '' WHERE id = :id")
                .bind("id", id)
                .execute();
    }

    /** Removes a sliver's record, and all that belongs to it. */
    public void remove(String id) {
        strip(id);
        handle.createUpdate("DELETE FROM work WHERE sliver_id = :id")
                .bind("id", id)
                .execute();
        handle.createUpdate("DELETE FROM sliver WHERE id = :id").bind("id", id).execute();
    }

    /**
     * Removes the oldest records of deleted slivers that no host holds anything of.
     *
     * @param time those that were deleted before it are removed
     * @param most so many stay, though they are newer
     */
    public int forgetDeleted(Instant time, int most) {
        int tombstones = query("SELECT count(*) FROM sliver WHERE allocation = '" + TOMBSTONE + "'")
                .mapTo(Integer.class)
                .one();
        List<String> old = query(
                        "SELECT id FROM sliver WHERE allocation = '" + TOMBSTONE
                                + "' AND holds_slot = 0 AND (changed_at < :time OR :surplus > 0) ORDER BY changed_at LIMIT :batch")
                .bind("time", time.getEpochSecond())
                .bind("surplus", Math.max(0, tombstones - most))
                .bind("batch", tombstones > most ? Math.min(FORGOTTEN_AT_ONCE, tombstones - most) : FORGOTTEN_AT_ONCE)
                .mapTo(String.class)
                .list();
        old.forEach(this::remove);
        return old.size();
    }

    /** Returns the number of slivers that live, or are deleted and still hold their slot. */
    public int countHeld() {
        return query("SELECT count(*) FROM sliver WHERE allocation <> '" + TOMBSTONE + "' OR holds_slot = 1")
                .mapTo(Integer.class)
                .one();
    }

    /**
     * A live sliver and whose it is.
     *
     * @param createdBy comparable form of the URN of the user for whom it was made; empty if not known
     */
    public record OwnedRow(SliverRow row, String createdBy) {}

    /** Returns live slivers, by slice. */
    public List<OwnedRow> owned(int most) {
        return rows(
                LIVE + " ORDER BY slice_key, request_number, position LIMIT :most",
                Map.of("most", most),
                SliverTable::owned);
    }

    /** Returns the live slivers of a slice. */
    public List<OwnedRow> ownedOfSlice(String sliceKey) {
        return rows(OF_SLICE, Map.of("slice", sliceKey), SliverTable::owned);
    }

    /** Returns the live sliver of an id. */
    public Optional<OwnedRow> ownedById(String id) {
        return rows("id = :id AND" + LIVE, Map.of("id", id), SliverTable::owned).stream()
                .findFirst();
    }

    private static OwnedRow owned(SliverRow sliver, ResultSet row) throws SQLException {
        return new OwnedRow(sliver, row.getString("created_by"));
    }

    /** Returns how many slivers of a slice hold a slot, deleted ones that their host has not confirmed included. */
    public int holdingOfSlice(String sliceKey) {
        return holding("slice_key", sliceKey);
    }

    /** Returns how many slivers that a user had made hold a slot. */
    public int holdingOfUser(String userKey) {
        return holding("created_by", userKey);
    }

    /** Returns how many slivers of a project's slices hold a slot. */
    public int holdingOfProject(String project) {
        return holding("project", project);
    }

    private int holding(String column, String value) {
        return query("SELECT count(*) FROM sliver WHERE holds_slot = 1 AND " + column + " = :value")
                .bind("value", value)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Records for whom a sliver was made.
     *
     * @param userKey comparable form of the user's URN, empty if not known
     * @param project of the slice, empty if it has none
     */
    public void setOwner(String id, String userKey, String project) {
        handle.createUpdate("UPDATE sliver SET created_by = :user, project = :project WHERE id = :id")
                .bind("id", id)
                .bind("user", userKey)
                .bind("project", project)
                .execute();
    }

    /** Adds a sliver. */
    public void insert(SliverRow row) {
        SliverRow.Place place = row.place();
        Update update = handle.createUpdate("""
                        INSERT INTO sliver (id, urn, slice_key, request_number, position, client_id, type, image, host, mac,
                          ipv6, memory, millicpus, port, allocation, operational, wanted, expires_at, end_wanted, generation, restarts,
                          users, done_generation, done_restarts, done_users, done_executes, on_host, holds_slot, changed_at,
                          revision)
                        VALUES (:id, :urn, :sliceKey, :requestNumber, :position, :clientId, :type, :image, :host, :mac,
                          :ipv6, :memory, :millicpus, :port, :allocation, :operational, :wanted, :expires, :endWanted, :generation,
                          :restarts, :users, :doneGeneration, :doneRestarts, :doneUsers, :doneExecutes, :onHost, :holdsSlot,
                          :changedAt, 0)
                        """)
                .bind("urn", place.urn())
                .bind("sliceKey", place.sliceKey())
                .bind("requestNumber", place.requestNumber())
                .bind("position", place.position())
                .bind("clientId", place.clientId())
                .bind("type", place.type())
                .bind("image", place.image())
                .bind("host", place.host())
                .bind("mac", place.mac())
                .bind("ipv6", place.ipv6().orElse(null))
                .bind("memory", place.memoryBytes())
                .bind("millicpus", place.millicpus());
        bindChanging(update, row).execute();
        conditions.add(place.id(), row.conditions());
        if (row.done().holdsSlot()) {
            freePorts.take(place.host(), place.port());
        }
    }

    /**
     * Writes what may change of a sliver.
     *
     * @return the row as it is now
     * @throws IllegalStateException if the row is not of the revision that is stored
     */
    public SliverRow update(SliverRow row, Instant now) {
        Optional<Integer> portBefore = heldPort(row.place().id());
        SliverRow changed = new SliverRow(
                row.place(), row.lease(), row.wish(), row.done(), row.conditions(), now, row.revision() + 1);
        Update update = handle.createUpdate("""
                        UPDATE sliver SET port = :port, ipv6 = :ipv6, allocation = :allocation, operational = :operational,
                          wanted = :wanted, expires_at = :expires, end_wanted = :endWanted,
                          generation = :generation, restarts = :restarts, users = :users,
                          done_generation = :doneGeneration, done_restarts = :doneRestarts, done_users = :doneUsers,
                          done_executes = :doneExecutes, on_host = :onHost, holds_slot = :holdsSlot,
                          changed_at = :changedAt, revision = revision + 1
                        WHERE id = :id AND revision = :revision
                        """)
                .bind("revision", row.revision())
                .bind("ipv6", row.place().ipv6().orElse(null));
        if (bindChanging(update, changed).execute() != 1) {
            throw new IllegalStateException("sliver " + row.place().id() + " changed under a transaction");
        }
        conditions.replace(row.place().id(), row.conditions());
        String host = row.place().host();
        Optional<Integer> port =
                Optional.of(row.place().port()).filter(held -> row.done().holdsSlot());
        if (!port.equals(portBefore)) {
            portBefore.ifPresent(given -> freePorts.giveBack(host, given));
            port.ifPresent(taken -> freePorts.take(host, taken));
        }
        return changed;
    }

    private Optional<Integer> heldPort(String id) {
        return query("SELECT port FROM sliver WHERE id = :id AND holds_slot = 1")
                .bind("id", id)
                .mapTo(Integer.class)
                .findOne();
    }

    private static Update bindChanging(Update update, SliverRow row) {
        SliverRow.Done done = row.done();
        SliverRow.Wish wish = row.wish();
        return update.bind("id", row.place().id())
                .bind("port", row.place().port())
                .bind("allocation", row.lease().allocation())
                .bind("operational", wish.operational())
                .bind("wanted", wish.wanted())
                .bind("expires", row.lease().expires().getEpochSecond())
                .bind(
                        "endWanted",
                        row.lease().endWanted().map(Instant::getEpochSecond).orElse(null))
                .bind("generation", wish.generation())
                .bind("restarts", wish.restarts())
                .bind("users", wish.users())
                .bind("doneGeneration", done.generation())
                .bind("doneRestarts", done.restarts())
                .bind("doneUsers", done.users())
                .bind("doneExecutes", done.executes())
                .bind("onHost", done.onHost() ? 1 : 0)
                .bind("holdsSlot", done.holdsSlot() ? 1 : 0)
                .bind("changedAt", row.changedAt().getEpochSecond());
    }

    private Query query(String sql) {
        return handle.createQuery(sql);
    }

    private static Optional<Instant> endWanted(ResultSet row) throws SQLException {
        long seconds = row.getLong("end_wanted");
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    private List<SliverRow> rows(String where, Map<String, ?> arguments) {
        return rows(where, arguments, (sliver, row) -> sliver);
    }

    /** Reads slivers and their conditions: two queries, however many slivers there are. */
    private <T> List<T> rows(String where, Map<String, ?> arguments, RowReader<T> reader) {
        Map<String, List<SliverRow.Condition>> held = conditions.of(where, arguments);
        return query("SELECT * FROM sliver WHERE " + where)
                .bindMap(arguments)
                .map((row, context) -> reader.read(row(row, held.getOrDefault(row.getString("id"), List.of())), row))
                .list();
    }

    /** Makes a result of a sliver and the row that it was read from. */
    private interface RowReader<T> {
        T read(SliverRow sliver, ResultSet row) throws SQLException;
    }

    private static SliverRow row(ResultSet row, List<SliverRow.Condition> conditions) throws SQLException {
        return new SliverRow(
                new SliverRow.Place(
                        row.getString("id"),
                        row.getString("urn"),
                        row.getString("slice_key"),
                        row.getInt("request_number"),
                        row.getInt("position"),
                        row.getString("client_id"),
                        row.getString("type"),
                        row.getString("image"),
                        row.getString("host"),
                        row.getInt("port"),
                        row.getString("mac"),
                        Optional.ofNullable(row.getString("ipv6")),
                        row.getLong("memory"),
                        row.getLong("millicpus")),
                new SliverRow.Lease(
                        row.getString("allocation"), Instant.ofEpochSecond(row.getLong("expires_at")), endWanted(row)),
                new SliverRow.Wish(
                        row.getString("wanted"),
                        row.getString("operational"),
                        row.getInt("generation"),
                        row.getInt("restarts"),
                        row.getInt("users")),
                new SliverRow.Done(
                        row.getInt("done_generation"),
                        row.getInt("done_restarts"),
                        row.getInt("done_users"),
                        row.getInt("done_executes"),
                        row.getInt("on_host") == 1,
                        row.getInt("holds_slot") == 1),
                conditions,
                Instant.ofEpochSecond(row.getLong("changed_at")),
                row.getLong("revision"));
    }
}
