// SPDX-License-Identifier: Apache-2.0
package org.berth.am.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store's file that is not what it was: nothing is done with it, and an admin is told. */
class DamagedStoreTest {
    @TempDir
    Path directory;

    /** Something that happens to a file. */
    interface Harm {
        void to(Path file) throws Exception;
    }

    static Stream<Arguments> harms() {
        return Stream.of(
                Arguments.of("empty", "it is empty", (Harm) file -> cut(file, 0)),
                Arguments.of("a few bytes", "does not begin like one", (Harm) file -> cut(file, 7)),
                Arguments.of("truncated by half", "is damaged", (Harm) file -> cut(file, Files.size(file) / 2)),
                Arguments.of("without its last page", "is damaged", (Harm) file -> cut(file, Files.size(file) - 4096)),
                Arguments.of("another header", "does not begin like one", (Harm) file -> overwrite(file, 0, 100)),
                Arguments.of("pages of noise", "is damaged", (Harm) file -> overwrite(file, 4096, 40_000)),
                Arguments.of("a page of zeros", "is damaged", (Harm) file -> zeros(file, 4096, 4096)),
                Arguments.of("text", "does not begin like one", (Harm) file -> Files.writeString(file, "hello\n")),
                Arguments.of("another database", "not the store of an AM", (Harm) DamagedStoreTest::otherDatabase),
                Arguments.of("of a newer Berth", "was written by a newer Berth", (Harm) DamagedStoreTest::newer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harms")
    void isNamedAndLeftAsItIsAndNothingIsMadeBesideIt(String name, String reason, Harm harm) throws Exception {
        // given
        SqlStore.open(directory).close();
        Path file = directory.resolve("am.db");
        harm.to(file);
        Map<String, String> before = contents();

        // then
        assertThatThrownBy(() -> SqlStore.open(directory))
                .isInstanceOf(StoreUnusableException.class)
                .hasMessageStartingWith(file + " ")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void whatADeadProcessLeftInTheLogBesideTheFileIsPartOfIt() throws Exception {
        // given a copy of both while the store is in use
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (SqlStore store = SqlStore.open(directory)) {
            add(store, "alpha");
            for (String part : new String[] {"am.db", "am.db-wal"}) {
                Files.copy(directory.resolve(part), copy.resolve(part));
            }
        }

        // when
        try (SqlStore store = SqlStore.open(copy)) {
            // then
            assertThat(used(store)).containsOnlyKeys("alpha");
        }
    }

    @Test
    void aLogBesideADamagedFileIsLeftAsItIs() throws Exception {
        // given
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (SqlStore store = SqlStore.open(directory)) {
            for (int i = 0; i < 5; i++) {
                add(store, "host" + i);
            }
            for (String part : new String[] {"am.db", "am.db-wal"}) {
                Files.copy(directory.resolve(part), copy.resolve(part));
            }
        }
        overwrite(copy.resolve("am.db"), 4096, (int) Files.size(copy.resolve("am.db")) - 4096);
        String file = hash(copy.resolve("am.db"));
        String log = hash(copy.resolve("am.db-wal"));

        // then
        assertThatThrownBy(() -> SqlStore.open(copy)).isInstanceOf(StoreUnusableException.class);
        assertThat(hash(copy.resolve("am.db"))).isEqualTo(file);
        assertThat(hash(copy.resolve("am.db-wal"))).isEqualTo(log);
    }

    @Test
    void aLogWhoseFileIsGoneIsNotTakenForThatOfANewOne() throws Exception {
        // given
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (SqlStore store = SqlStore.open(directory)) {
            add(store, "alpha");
            Files.copy(directory.resolve("am.db-wal"), copy.resolve("am.db-wal"));
        }

        // then
        assertThatThrownBy(() -> SqlStore.open(copy))
                .isInstanceOf(StoreUnusableException.class)
                .hasMessageContaining("its log is (am.db-wal)");
        assertThat(copy.resolve("am.db")).doesNotExist();
    }

    @Test
    void damageThatIsFoundWhileItRunsIsAFailureOfItsKindAndNothingIsWrittenAnyMore() throws Exception {
        // given
        try (SqlStore store = SqlStore.open(directory)) {
            for (int i = 0; i < 300; i++) {
                add(store, "host-with-a-rather-long-name-so-that-pages-fill-" + i);
            }
        }
        Path file = directory.resolve("am.db");
        try (SqlStore store = SqlStore.open(directory)) {
            assertThat(store.trouble()).isEmpty();
            overwrite(file, 4096, (int) Files.size(file) - 4096);
            String harmed = hash(file);

            // then
            assertThatThrownBy(() -> used(store)).matches(DamagedStoreTest::isDamaged);
            assertThat(store.trouble())
                    .hasValueSatisfying(text -> assertThat(text).contains("berth restore"));
            assertThatThrownBy(() -> add(store, "another"))
                    .matches(DamagedStoreTest::isDamaged)
                    .hasMessageContaining("berth restore");
            assertThat(hash(file)).isEqualTo(harmed);
        }
    }

    @Test
    void aStartThatDiedWhileItMadeTheStoreIsFollowedByOneThatMakesIt() throws Exception {
        // given
        Files.writeString(directory.resolve("am.db.new"), "SQLite format 3");
        Files.writeString(directory.resolve("am.db.new-journal"), "x");

        // when
        try (SqlStore store = SqlStore.open(directory)) {
            // then
            assertThat(used(store)).isEmpty();
        }
        assertThat(contents()).containsOnlyKeys("am.db");
    }

    private static boolean isDamaged(Throwable failure) {
        return failure instanceof StoreException known && known.kind() == StoreException.Kind.DAMAGED;
    }

    private static void add(SqlStore store, String host) {
        store.write(tables -> {
            tables.hosts().add(host);
            return true;
        });
    }

    private static Map<String, Integer> used(SqlStore store) {
        return store.read(tables -> tables.hosts().used());
    }

    private static void cut(Path file, long length) throws IOException {
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
            random.setLength(length);
        }
    }

    private static void overwrite(Path file, int from, int length) throws IOException {
        byte[] noise = new byte[length];
        Arrays.fill(noise, (byte) 0xA5);
        write(file, from, noise);
    }

    private static void zeros(Path file, int from, int length) throws IOException {
        write(file, from, new byte[length]);
    }

    private static void write(Path file, int from, byte[] bytes) throws IOException {
        try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
            random.seek(from);
            random.write(bytes);
        }
    }

    private static void otherDatabase(Path file) throws IOException, SQLException {
        Files.delete(file);
        sql(file, "CREATE TABLE recipe (name TEXT)");
    }

    private static void newer(Path file) throws SQLException {
        sql(
                file,
                "INSERT INTO flyway_schema_history SELECT 99, '999', 'later', type, 'V999__later.sql', checksum,"
                        + " installed_by, installed_on, execution_time, 1 FROM flyway_schema_history WHERE version = '1'");
    }

    private static void sql(Path file, String command) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), hash(file));
            }
        }
        return contents;
    }

    private static String hash(Path file) throws IOException {
        return HexFormat.of().formatHex(Files.readAllBytes(file));
    }
}
