// SPDX-License-Identifier: Apache-2.0
package org.berth.am.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.berth.am.admin.ControlSocket;
import org.berth.am.auth.trust.AuthorityKeys;
import org.berth.am.auth.trust.AuthorityKeysFile;
import org.berth.am.store.SliverRow;
import org.berth.am.store.SqlStore;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Reservation RESERVED = new Reservation(
            "urn:s",
            "urn:am",
            "urn:slice",
            "n",
            "t",
            "",
            1,
            new Endpoint(13000, "02:00:00:00:00:01", Optional.empty()));

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock(NOW);
    private Path state;
    private Path archive;

    @BeforeEach
    void fill() throws IOException {
        state = folder.resolve("state");
        archive = folder.resolve("backup.zip");
        try (SqlStore store = SqlStore.open(state)) {
            add(store, "alpha");
        }
        try (HostState host = HostState.open(state.resolve("hosts/local"))) {
            host.save(RESERVED);
        }
        Files.createDirectories(state.resolve("host-authority"));
        Files.writeString(state.resolve("host-authority/authority.pem"), "secret");
    }

    @Test
    void restoredInAnEmptyDirectoryEverythingIsAsItWas() throws IOException {
        // given
        Path other = folder.resolve("other");

        // when
        Manifest manifest = backup(false);
        Restore.Outcome outcome = new Restore(other, clock).run(archive);

        // then
        assertThat(outcome).isEqualTo(new Restore.Outcome(manifest, Optional.empty(), 0));
        assertThat(hosts(other)).containsOnlyKeys("alpha");
        try (HostState host = HostState.open(other.resolve("hosts/local"))) {
            assertThat(host.find("urn:s")).contains(RESERVED);
        }
        assertThat(other.resolve("host-authority/authority.pem")).hasContent("secret");
        assertThat(permissions(other.resolve("host-authority/authority.pem"))).isEqualTo("rw-------");
        assertThat(permissions(other.resolve("host-authority"))).isEqualTo("rwx------");
        assertThat(permissions(other.resolve("am.db"))).isEqualTo("rw-------");
        assertThat(names(other)).containsExactly("am.db", "control.lock", "host-authority", "hosts");
    }

    @Test
    void archiveIsForItsOwnerAloneAndNothingIsLeftBesideIt() throws IOException {
        // when
        backup(false);

        // then
        assertThat(permissions(archive)).isEqualTo("rw-------");
        assertThat(names(folder)).containsExactly("backup.zip", "state");
    }

    @Test
    void anArchiveIsReplacedOnlyOnRequest() throws IOException {
        // given
        Files.writeString(archive, "mine");

        // then
        assertThatThrownBy(() -> backup(false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("--replace");
        assertThat(archive).hasContent("mine");
        backup(true);
        assertThat(new Restore(folder.resolve("other"), clock).run(archive).replaced())
                .isEmpty();
    }

    @Test
    void aStoreThatIsWrittenAllTheTimeIsCopiedAsItIsAtOneMoment() throws Exception {
        // given each transaction adds two hosts
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService other = Executors.newSingleThreadExecutor();
        List<Integer> copied = new ArrayList<>();
        try (SqlStore store = SqlStore.open(state)) {
            Future<Integer> written = other.submit(() -> {
                int pairs = 0;
                for (; !enough.get(); pairs++) {
                    String name = "h" + pairs;
                    add(store, name + "a", name + "b");
                }
                return pairs;
            });

            // when
            for (int i = 0; i < 5; i++) {
                backup(true);
                Path restored = folder.resolve("restored" + i);
                new Restore(restored, clock).run(archive);
                copied.add(hosts(restored).size());
            }
            enough.set(true);

            // then
            assertThat(copied).isSorted().allMatch(hosts -> hosts % 2 == 1, "alpha and whole pairs");
            assertThat(copied.get(4)).isLessThanOrEqualTo(1 + 2 * written.get());
            assertThat(hosts(store)).hasSize(1 + 2 * written.get());
        } finally {
            enough.set(true);
            other.shutdown();
        }
    }

    @Test
    void whatARestoreReplacesIsPutAsideAndNamed() throws IOException {
        // given
        backup(false);
        try (SqlStore store = SqlStore.open(state)) {
            add(store, "later");
        }
        Files.writeString(state.resolve("unknown.txt"), "stays");

        // when
        Restore.Outcome outcome = new Restore(state, clock).run(archive);

        // then
        Path replaced = state.resolve("replaced-20300101T000000Z");
        assertThat(outcome.replaced()).contains(replaced);
        assertThat(hosts(state)).containsOnlyKeys("alpha");
        assertThat(hosts(replaced)).containsOnlyKeys("alpha", "later");
        assertThat(replaced.resolve("host-authority/authority.pem")).hasContent("secret");
        assertThat(state.resolve("unknown.txt")).hasContent("stays");

        // and neither is in the next backup, nor overwritten by the next restore
        assertThat(backup(true).files()).extracting(Manifest.Item::path).noneMatch(path -> path.contains("replaced"));
        assertThat(new Restore(state, clock).run(archive).replaced())
                .contains(state.resolve("replaced-20300101T000000Z-2"));
    }

    @Test
    void whoWasDeniedSinceTheBackupStaysDenied() throws IOException {
        // given
        Path list = Files.writeString(state.resolve("deny-list.txt"), "mallory\n");
        backup(false);
        Files.writeString(list, "mallory\neve\n");

        // when
        new Restore(state, clock).run(archive);
        new Restore(folder.resolve("other"), clock).run(archive);

        // then
        assertThat(list).hasContent("mallory\neve\n");
        assertThat(folder.resolve("other/deny-list.txt")).hasContent("mallory\n");
    }

    @Test
    void keysOfAuthoritiesAreRestoredTogetherWithTheSlicesThatAreBoundToThem() throws IOException {
        // given
        AuthorityKeysFile keys = new AuthorityKeysFile(state);
        AuthorityKeys known =
                keys.change(none -> new AuthorityKeys(Map.of("example.org", List.of("a".repeat(64), "b".repeat(64)))));
        backup(false);
        keys.change(before -> new AuthorityKeys(Map.of("example.org", List.of("c".repeat(64)))));
        Path other = folder.resolve("other");

        // when
        new Restore(state, clock).run(archive);
        new Restore(other, clock).run(archive);

        // then
        assertThat(keys.read()).isEqualTo(known);
        assertThat(new AuthorityKeysFile(other).read()).isEqualTo(known);
    }

    @Test
    void auditLogIsNeitherArchivedNorTakenBack() throws IOException {
        // given
        Path audit = Files.createDirectory(state.resolve("audit")).resolve("audit.jsonl");
        Files.writeString(audit, "{}\n");
        backup(false);
        Files.writeString(audit, "{}\n{}\n");

        // when
        new Restore(state, clock).run(archive);
        new Restore(folder.resolve("other"), clock).run(archive);

        // then
        assertThat(audit).hasContent("{}\n{}\n");
        assertThat(folder.resolve("other/audit")).doesNotExist();
    }

    @Test
    void nothingIsRestoredUnderARunningAm() throws IOException {
        // given
        backup(false);

        // then
        try (ControlSocket am = ControlSocket.open(state)) {
            assertThat(am).isNotNull();
            assertThatThrownBy(() -> new Restore(state, clock).run(archive))
                    .hasMessage("an AM runs with the state directory " + state + ": stop it first");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 5000})
    void aTruncatedArchiveChangesNothing(int length) throws IOException {
        // given
        backup(false);
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
            file.setLength(length);
        }

        // then
        assertRefusedAndNothingChanged();
    }

    @Test
    void anArchiveWithOtherContentThanItWasWrittenWithChangesNothing() throws IOException {
        // given
        backup(false);
        rewrite("host-authority/authority.pem", content -> content.replace('s', 'z'));

        // then
        assertRefusedAndNothingChanged();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside.pem", "/tmp/outside.pem", "hosts/../outside.pem", ""})
    void anArchiveThatReachesOutOfItsFolderChangesNothing(String path) throws IOException {
        // given
        backup(false);
        rewrite(Manifest.NAME, content -> content.replace("host-authority/authority.pem", path));

        // then
        assertRefusedAndNothingChanged();
    }

    @Test
    void anArchiveWhoseStoreIsDamagedChangesNothing() throws IOException {
        // given
        Files.write(archive, new byte[0]);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            zip.putNextEntry(new ZipEntry("am.db"));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(Manifest.NAME));
            String hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
            zip.write(
                    new Manifest(1, "1", "2030-01-01T00:00:00Z", List.of(new Manifest.Item("am.db", 0, hash))).json());
            zip.closeEntry();
        }

        // then
        assertThatThrownBy(() -> new Restore(state, clock).run(archive)).hasMessageContaining("it is empty");
        assertThat(names(state)).containsExactly("am.db", "control.lock", "host-authority", "hosts");
        assertThat(hosts(state)).containsOnlyKeys("alpha");
    }

    @Test
    void aRestoreThatWasCutOffKeepsTheAmFromStartingUntilItIsDoneAgain() throws IOException {
        // given
        backup(false);
        UnfinishedRestore.begin(state, archive);
        Path left = Files.createDirectory(state.resolve(StateFiles.UNPACKED + "7"));

        // then
        assertThatThrownBy(() -> backup(true)).hasMessageEndingWith("berth restore " + archive);
        Files.delete(state.resolve("am.db"));
        assertThatThrownBy(() -> UnfinishedRestore.requireNone(state)).hasMessageEndingWith("berth restore " + archive);
        new Restore(state, clock).run(archive);
        UnfinishedRestore.requireNone(state);
        assertThat(left).doesNotExist();
        assertThat(hosts(state)).containsOnlyKeys("alpha");
    }

    @Test
    void leasesThatEndedSinceTheBackupAreGoodForADayAndOthersAsTheyWere() throws IOException {
        // given
        try (SqlStore store = SqlStore.open(state)) {
            store.write(tables -> {
                tables.slivers().insert(sliver("a", "PROVISIONED", NOW.plus(Duration.ofDays(2))));
                tables.slivers().insert(sliver("b", "PROVISIONED", NOW.plus(Duration.ofDays(20))));
                tables.slivers().insert(sliver("c", "ALLOCATED", NOW.plus(Duration.ofMinutes(10))));
                tables.slivers().insert(sliver("d", "PROVISIONED", NOW.minusSeconds(1)));
                return true;
            });
        }
        backup(false);
        clock.advance(Duration.ofDays(7));

        // when
        int extended = new Restore(state, clock).run(archive).extended();

        // then
        assertThat(extended).isEqualTo(1);
        try (SqlStore store = SqlStore.open(state)) {
            Map<String, Instant> ends = new LinkedHashMap<>();
            for (String id : List.of("a", "b", "c", "d")) {
                ends.put(
                        id,
                        store.read(tables -> tables.slivers().byId(id).orElseThrow())
                                .lease()
                                .expires());
            }
            assertThat(ends)
                    .containsEntry("a", NOW.plus(Duration.ofDays(8)))
                    .containsEntry("b", NOW.plus(Duration.ofDays(20)))
                    .containsEntry("c", NOW.plus(Duration.ofMinutes(10)))
                    .containsEntry("d", NOW.minusSeconds(1));
        }
    }

    @Test
    void theNewestBackupThatIsStillThereIsKnown() throws IOException {
        // given
        backup(false);
        clock.advance(Duration.ofDays(1));
        Path younger = folder.resolve("younger.zip");
        new Backup(state, clock).write(younger, false);

        // then
        assertThat(new KnownBackups(state).newest())
                .map(KnownBackups.Found::file)
                .contains(younger);
        Files.delete(younger);
        assertThat(new KnownBackups(state).newest())
                .map(KnownBackups.Found::file)
                .contains(archive);
        Files.writeString(archive, "no archive");
        assertThat(new KnownBackups(state).newest()).isEmpty();
    }

    @Test
    void aBackupIsNotWrittenIntoWhatItIsOf() throws IOException {
        // given
        Path link = Files.createSymbolicLink(folder.resolve("link"), state.resolve("hosts"));

        // then
        for (Path inside : List.of(state.resolve("b.zip"), link.resolve("b.zip"))) {
            assertThatThrownBy(() -> new Backup(state, clock).write(inside, false))
                    .hasMessageContaining("name a file elsewhere");
        }
        assertThat(names(state)).containsExactly("am.db", "host-authority", "hosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "[1]", "{\"format\":1}", "{\"format\":1,\"berth\":\"1\",\"made\":\"x\",\"files\":[]}"})
    void anArchiveWhoseManifestIsNoneChangesNothing(String manifest) throws IOException {
        // given
        backup(false);
        rewrite(Manifest.NAME, content -> manifest);

        // then
        assertThatThrownBy(() -> new Restore(state, clock).run(archive))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(archive + " ");
        assertThat(hosts(state)).containsOnlyKeys("alpha");
    }

    @Test
    void withoutAStoreThereIsNothingToBackUp() {
        assertThatThrownBy(() -> new Backup(folder.resolve("none"), clock).write(archive, false))
                .hasMessageContaining("no AM has kept anything in " + folder.resolve("none"));
        assertThat(archive).doesNotExist();
    }

    private Manifest backup(boolean replace) throws IOException {
        return new Backup(state, clock).write(archive, replace);
    }

    private void assertRefusedAndNothingChanged() throws IOException {
        List<String> before = names(state);
        assertThatThrownBy(() -> new Restore(state, clock).run(archive))
                .isInstanceOf(DamagedArchiveException.class)
                .hasMessageStartingWith(archive + " cannot be restored: ");
        assertThat(names(state))
                .filteredOn(name -> !name.equals("control.lock"))
                .containsExactlyElementsOf(before);
        assertThat(hosts(state)).containsOnlyKeys("alpha");
    }

    /** Writes the archive anew, with another text in one of its files. */
    private void rewrite(String path, UnaryOperator<String> change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        entries.computeIfPresent(
                path,
                (name, bytes) ->
                        change.apply(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }

    private static void add(SqlStore store, String... hosts) {
        store.write(tables -> {
            for (String host : hosts) {
                tables.hosts().add(host);
            }
            return true;
        });
    }

    private static Map<String, Integer> hosts(Path state) {
        try (SqlStore store = SqlStore.open(state)) {
            return hosts(store);
        }
    }

    private static Map<String, Integer> hosts(SqlStore store) {
        return store.read(tables -> tables.hosts().used());
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static SliverRow sliver(String id, String allocation, Instant expires) {
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
                        "alpha",
                        13000 + id.charAt(0),
                        "02:00:00:00:00:0" + id,
                        Optional.empty(),
                        0,
                        0),
                new SliverRow.Lease(allocation, expires, Optional.empty()),
                new SliverRow.Wish("RUNNING", "READY", 1, 0, 0),
                new SliverRow.Done(1, 0, 0, 0, true, true),
                List.of(),
                NOW,
                0);
    }
}
