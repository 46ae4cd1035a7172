// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlStoreTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path directory;

    private SqlStore store;

    @BeforeEach
    void open() {
        store = SqlStore.open(directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void whatWasCommittedIsThereAfterReopening() {
        // given
        SliverRow row = row("a", 13000);
        store.write(tables -> {
            tables.slivers().insert(row);
            tables.accounts().replace("a", List.of(new AccountTable.AccountRow("urn", "joe", List.of("k1", "k2"))));
            return true;
        });

        // when
        store.close();
        store = SqlStore.open(directory);

        // then
        assertThat(stored("a")).contains(row);
        assertThat(accounts("a")).containsExactly(new AccountTable.AccountRow("urn", "joe", List.of("k1", "k2")));
    }

    @Test
    void conditionsAreStoredWithTheChangeThatBringsThem() {
        // given
        SliverRow.Condition failed = new SliverRow.Condition("StepFailed", "no space left", NOW);
        SliverRow.Condition memory = new SliverRow.Condition("OutOfMemory", "too much", NOW.plusSeconds(1));
        store.write(tables -> {
            tables.slivers().insert(row("a", 13000));
            tables.slivers().insert(row("b", 13001));
            return tables.slivers().update(row("a", 13000).withConditions(List.of(memory, failed)), NOW);
        });

        // when
        assertThatThrownBy(() -> store.write(tables -> {
                    SliverRow row = tables.slivers().byId("a").orElseThrow();
                    tables.slivers().update(row.withConditions(List.of()), NOW);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        store.close();
        store = SqlStore.open(directory);

        // then
        List<SliverRow> live = store.read(tables -> tables.slivers().liveOfSlice("slice"));
        List<SliverRow> without = store.read(tables -> tables.slivers().holdingWithout("StepFailed", "h", 10));
        assertThat(live)
                .extracting(SliverRow::conditions)
                .containsExactlyInAnyOrder(List.of(memory, failed), List.of());
        assertThat(without).extracting(row -> row.place().id()).containsExactly("b");
    }

    @Test
    void conditionsOfASliversRecordGoWithIt() throws SQLException {
        // given
        SliverRow.Condition failed = new SliverRow.Condition("StepFailed", "no space left", NOW);
        store.write(tables -> {
            tables.slivers().insert(row("a", 13000).withConditions(List.of(failed)));
            return true;
        });

        // when
        store.write(tables -> {
            tables.slivers().remove("a");
            return true;
        });

        // then
        assertThat(column("SELECT count(*) FROM condition", 1)).containsExactly("0");
    }

    @Test
    void conditionsOfASliceAreFoundWithoutReadingThoseOfOthers() throws SQLException {
        assertThat(column("EXPLAIN QUERY PLAN " + ConditionTable.query(SliverTable.OF_SLICE), 4))
                .isNotEmpty()
                .noneMatch(step -> step.startsWith("SCAN"));
    }

    private List<String> column(String sql, int number) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("am.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace(":slice", "'slice'"))) {
            while (rows.next()) {
                values.add(rows.getString(number));
            }
        }
        return values;
    }

    @Test
    void hostHasOneSecretForEnrollmentAtATime() {
        // given
        EnrollmentTable.EnrollmentRow second =
                new EnrollmentTable.EnrollmentRow("hash2", "beta", NOW.plusSeconds(60), Optional.empty());
        store.write(tables -> {
            tables.enrollments().replace("other", "gamma", NOW.plusSeconds(30));
            tables.enrollments().replace("hash1", "beta", NOW.plusSeconds(30));
            tables.enrollments().replace(second.secretHash(), second.host(), second.expires());
            return true;
        });

        // when
        List<Optional<EnrollmentTable.EnrollmentRow>> found = store.read(tables -> Stream.of("hash1", "hash2", "other")
                .map(tables.enrollments()::byHash)
                .toList());

        // then
        assertThat(found.get(0)).isEmpty();
        assertThat(found.get(1)).contains(second);
        assertThat(found.get(2)).isPresent();
    }

    @Test
    void secretIsGoodUntilItExpires() {
        // given
        store.write(tables -> {
            tables.enrollments().replace("hash", "beta", NOW);
            return true;
        });

        // when
        List<Boolean> good = store.read(tables -> List.of(
                tables.enrollments().anyAt(NOW.minusSeconds(1)),
                tables.enrollments().anyAt(NOW)));

        // then
        assertThat(good).containsExactly(true, false);
    }

    @Test
    void onlyKnownHostsAreEnrolled() {
        // given
        store.write(tables -> {
            tables.hosts().add("beta");
            return true;
        });

        // when
        List<Boolean> known = store.write(tables -> List.of(
                tables.hosts().enroll("beta", "192.0.2.7:11999", "aa"),
                tables.hosts().enroll("gamma", "192.0.2.8:11999", "bb")));
        Optional<HostTable.HostRow> beta = store.read(tables -> tables.hosts().find("beta"));
        Optional<HostTable.HostRow> gamma = store.read(tables -> tables.hosts().find("gamma"));

        // then
        assertThat(known).containsExactly(true, false);
        assertThat(beta).map(HostTable.HostRow::agentKey).contains("aa");
        assertThat(beta).map(HostTable.HostRow::address).contains("192.0.2.7:11999");
        assertThat(gamma).isEmpty();
    }

    @Test
    void nobodyEnrollsForAHostThatWasRemoved() {
        // given
        store.write(tables -> {
            tables.hosts().add("beta");
            tables.enrollments().replace("hash", "beta", NOW.plusSeconds(60));
            return true;
        });

        // when
        List<Boolean> enrolled = store.write(tables -> {
            tables.hosts().remove("beta");
            return List.of(tables.hosts().enroll("beta", "192.0.2.7:11999", "aa"));
        });

        // then
        assertThat(enrolled).containsExactly(false);
        Optional<EnrollmentTable.EnrollmentRow> secret =
                store.read(tables -> tables.enrollments().byHash("hash"));
        assertThat(secret).isEmpty();
    }

    @Test
    void transactionThatThrowsChangesNothing() {
        assertThatThrownBy(() -> store.write(tables -> {
                    tables.slivers().insert(row("a", 13000));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(stored("a")).isEmpty();
    }

    @Test
    void readersDoNotWaitForAWriter() throws Exception {
        // given
        ExecutorService other = Executors.newSingleThreadExecutor();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch enough = new CountDownLatch(1);
        Future<Boolean> writer = other.submit(() -> store.write(tables -> {
            tables.hosts().add("h");
            writing.countDown();
            try {
                enough.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }));
        writing.await();

        // when
        var seen = store.read(tables -> tables.hosts().used());

        // then
        assertThat(seen).isEmpty();
        enough.countDown();
        assertThat(writer.get()).isTrue();
        other.shutdown();
    }

    @Test
    void portsThatNeverWereInUseAreGivenInOrderAndQuarantineIsLeftOut() {
        store.write(tables -> {
            tables.slivers().insert(row("a", 13000));
            tables.slivers().insert(row("b", 13002));
            tables.slivers().quarantine("h", 13001, NOW.plusSeconds(600));
            return true;
        });

        assertThat(freePort("h", 4, NOW)).contains(13003);
        assertThat(freePort("h", 4, NOW.plusSeconds(600))).contains(13001);
        assertThat(freePort("other", 1, NOW)).contains(13000);
    }

    @Test
    void portThatWasFreeForLongestIsGiven() {
        // given: all of the pool was in use, and became free in another order
        for (int port : List.of(13000, 13001, 13002)) {
            assertThat(freePort("h", 3, NOW)).contains(port);
            insert("s" + port, port);
        }
        assertThat(freePort("h", 3, NOW)).isEmpty();
        List.of(13001, 13002, 13000).forEach(port -> release("s" + port));

        // when
        store.close();
        store = SqlStore.open(directory);
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int port = freePort("h", 3, NOW).orElseThrow();
            given.add(port);
            insert("t" + port, port);
        }

        // then
        assertThat(given).containsExactly(13001, 13002, 13000);
    }

    @Test
    void poolThatIsChangedKeepsTheOrderOfThePortsThatItStillHas() {
        // given
        assertThat(freePort("h", 3, NOW)).contains(13000);
        insert("a", 13000);
        insert("b", 13002);
        release("a");
        release("b");

        // then: ports that never were in use first
        assertThat(freePort("h", 2, NOW)).contains(13001);
        insert("c", 13001);
        assertThat(freePort("h", 2, NOW)).contains(13000);
        assertThat(freePort("h", 4, NOW)).contains(13002);
        insert("d", 13002);
        insert("e", 13003);
        assertThat(freePort("h", 4, NOW)).contains(13000);
        // and what is not of the pool any more is not given
        assertThat(freePort("h", 1, NOW)).contains(13000);
        release("d");
        insert("f", 13000);
        assertThat(freePort("h", 1, NOW)).isEmpty();
    }

    @Test
    void sliverThatMovesToAnotherPortGivesItsOwnBack() {
        // given
        assertThat(freePort("h", 2, NOW)).contains(13000);
        insert("a", 13000);

        // when
        store.write(tables -> {
            SliverRow row = tables.slivers().byId("a").orElseThrow();
            return tables.slivers().update(row.with(row.place().withPort(13001)), NOW);
        });

        // then
        assertThat(freePort("h", 2, NOW)).contains(13000);
        insert("b", 13000);
        assertThat(freePort("h", 2, NOW)).isEmpty();
    }

    private void insert(String id, int port) {
        store.write(tables -> {
            tables.slivers().insert(row(id, port));
            return true;
        });
    }

    private void release(String id) {
        store.write(tables -> {
            SliverRow row = tables.slivers().byId(id).orElseThrow();
            return tables.slivers().update(row.with(new SliverRow.Done(0, 0, 0, 0, false, false)), NOW);
        });
    }

    @Test
    void portIsNeverHeldTwice() {
        assertThatThrownBy(() -> store.write(tables -> {
                    tables.slivers().insert(row("a", 13000));
                    tables.slivers().insert(row("b", 13000));
                    return true;
                }))
                .hasMessageContaining("UNIQUE");
    }

    @Test
    void rowOfAnOldRevisionIsNotWritten() {
        // given
        SliverRow row = row("a", 13000);
        store.write(tables -> {
            tables.slivers().insert(row);
            return tables.slivers().update(row, NOW);
        });

        // then
        assertThatThrownBy(() -> store.write(tables -> tables.slivers().update(row, NOW)))
                .hasMessageContaining("changed under a transaction");
    }

    @Test
    void oldTombstonesAreForgottenAndYoungOnesKept() {
        // given
        SliverRow gone = row("a", 13000)
                .with(new SliverRow.Lease(SliverTable.TOMBSTONE, NOW, Optional.empty()))
                .with(new SliverRow.Done(0, 0, 0, 0, false, false));
        store.write(tables -> {
            tables.slivers().insert(gone);
            tables.work().add("a", "MAKE", NOW);
            return true;
        });

        // then
        assertThat(forgetDeletedBefore(NOW)).isZero();
        assertThat(forgetDeletedBefore(NOW.plusSeconds(1))).isEqualTo(1);
    }

    @Test
    void theOldestTombstonesAreForgottenWhereThereAreTooMany() {
        // given
        for (int i = 0; i < 5; i++) {
            SliverRow gone = row("" + i, 13000 + i)
                    .with(new SliverRow.Lease(SliverTable.TOMBSTONE, NOW, Optional.empty()))
                    .with(new SliverRow.Done(1, 0, 0, 0, false, false));
            Instant deleted = NOW.plusSeconds(10 - i);
            store.write(tables -> {
                tables.slivers().insert(gone);
                return tables.slivers().update(gone, deleted);
            });
        }

        // when
        assertThat(forgetDeleted(NOW, 3)).isEqualTo(2);

        // then
        assertThat(List.of("0", "1", "2")).allMatch(id -> stored(id).isPresent());
        assertThat(List.of("3", "4")).allMatch(id -> stored(id).isEmpty());
    }

    @Test
    void workIsFoundByItsHostAndOnlyWhenItIsDue() {
        // given
        store.write(tables -> {
            for (String id : List.of("a", "b", "c")) {
                tables.slivers().insert(row(id, 13000 + id.charAt(0), id.equals("c") ? "h2" : "h"));
                tables.work().add(id, "MAKE", NOW);
            }
            tables.work().retryAt("b", NOW.plusSeconds(60), "no route to host", false);
            return true;
        });

        // then
        assertThat(due("h", NOW)).containsExactly("a");
        assertThat(due("h2", NOW)).containsExactly("c");
        assertThat(due("h3", NOW)).isEmpty();
        assertThat(due("h", NOW.plusSeconds(60))).containsExactly("a", "b");
        assertThat(due("h", NOW.plusSeconds(60), "slice")).isEmpty();
        assertThat(hostsDue(NOW.minusSeconds(1))).isEmpty();
        assertThat(hostsDue(NOW)).containsExactlyInAnyOrder("h", "h2");
        store.write(tables -> {
            tables.work().remove("a");
            return true;
        });
        assertThat(hostsDue(NOW)).containsExactly("h2");
        store.write(tables -> {
            tables.work().makeDue("h", NOW);
            return true;
        });
        assertThat(due("h", NOW)).containsExactly("b");
    }

    @Test
    void whatIsTakenOfAHostIsGivenBackInFull() {
        // given
        SliverRow.Place place = row("a", 13000).place();
        store.write(tables -> {
            tables.hosts().take(place);
            tables.hosts().take(place);
            return true;
        });
        assertThat(taken()).containsEntry("h", new HostTable.Taken(2, 2L << 29, 1000));

        // when
        store.write(tables -> {
            tables.hosts().giveBack(place);
            tables.hosts().giveBack(place);
            return true;
        });

        // then
        assertThat(taken()).containsEntry("h", HostTable.Taken.NOTHING);
    }

    @Test
    void databaseIsForItsOwnerOnly() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("am.db"))))
                .isEqualTo("rw-------");
    }

    private Optional<SliverRow> stored(String id) {
        return store.read(tables -> tables.slivers().byId(id));
    }

    private List<AccountTable.AccountRow> accounts(String id) {
        return store.read(tables -> tables.accounts().of(id));
    }

    private int forgetDeletedBefore(Instant time) {
        return forgetDeleted(time, 10);
    }

    private int forgetDeleted(Instant time, int most) {
        return store.write(tables -> tables.slivers().forgetDeleted(time, most));
    }

    private Optional<Integer> freePort(String host, int slots, Instant now) {
        return store.write(tables -> tables.slivers().freePort(host, 13000, slots, now));
    }

    private List<String> due(String host, Instant now, String... without) {
        return store.read(tables -> tables.work().due(host, "MAKE", now, 10, List.of(without))).stream()
                .map(WorkTable.DueRow::sliverId)
                .toList();
    }

    private Map<String, HostTable.Taken> taken() {
        return store.read(tables -> tables.hosts().taken(List.of("h")));
    }

    private List<String> hostsDue(Instant now) {
        return store.read(tables -> tables.work().hostsDue(List.of("CLEAR", "MAKE"), now));
    }

    private static SliverRow row(String id, int port) {
        return row(id, port, "h");
    }

    private static SliverRow row(String id, int port, String host) {
        return new SliverRow(
                new SliverRow.Place(
                        id,
                        "urn:publicid:IDN+a+sliver+" + id,
                        "slice",
                        1,
                        0,
                        id,
                        "t",
                        "",
                        host,
                        port,
                        "02:00:00:00:00:0" + id,
                        Optional.of("fd00::1"),
                        1L << 29,
                        500),
                new SliverRow.Lease("ALLOCATED", NOW.plusSeconds(600), Optional.of(NOW)),
                new SliverRow.Wish("RESERVED", "PENDING_ALLOCATION", 1, 0, 0),
                new SliverRow.Done(0, 0, 0, 0, false, true),
                List.of(),
                NOW,
                0);
    }
}
