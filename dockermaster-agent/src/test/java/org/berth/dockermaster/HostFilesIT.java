// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.local.LocalDockerMaster;
import org.berth.dockermaster.testing.SmallDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host whose own files cannot be written, or are not any more what was written. */
@Timeout(300)
class HostFilesIT extends ContractFixture {
    private SmallDisk disk;

    @Override
    protected DockerMaster open(HostSettings settings, Clock time) {
        return LocalDockerMaster.open(settings, time);
    }

    @BeforeEach
    void mountDisk() {
        host.close();
        disk = SmallDisk.mount(folder.resolve("state"), 4);
        host = open(settings(SLOTS), clock);
    }

    @AfterEach
    @Override
    protected void closeHost() {
        super.closeHost();
        disk.close();
    }

    @Test
    void whatIsAskedOfAHostWithAFullDiskWaitsAndIsDoneWhenThereIsRoom() throws IOException {
        // given
        SliverSpec made = made(newSliver());
        onHost(made, "touch kept");
        SliverSpec deleted = made(newSliver(PLAIN, FIRST_PORT + 3));
        List<SliverSpec> asked = List.of(newSliver(PLAIN, FIRST_PORT + 1), newSliver(PLAIN, FIRST_PORT + 2));
        disk.fill();

        // when: each of them often, since the log of the database has some room in itself
        List<DockerMasterException> failures = new ArrayList<>();
        for (int attempt = 1; attempt <= 5; attempt++) {
            asked.forEach(spec -> attempt(failures, () -> made(spec)));
            attempt(failures, () -> host.restart(made.sliver(), 1, 1));
            int changes = attempt;
            attempt(failures, () -> host.updateUsers(made.sliver(), 1, changes, List.of(accountOf(alice))));
        }

        attempt(failures, () -> host.delete(deleted.sliver()));

        // then
        assertThat(failures).hasSizeGreaterThanOrEqualTo(10).allSatisfy(failure -> {
            assertThat(failure.kind()).as(failure.toString()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("the host's disk is full")
                    .hasMessageNotContainingAny("SQL", "INSERT");
        });
        assertThat(slivers()).contains(made.sliver()).doesNotContain(deleted.sliver());
        assertThat(hostKeyFolders()).as("what vain attempts have left").hasSize(1);

        // and when there is room
        disk.makeRoom();
        asked.forEach(spec -> assertThat(onHost(made(spec), "hostname")).isNotEmpty());
        host.restart(made.sliver(), 1, 1);
        assertThat(onHost(made, "ls")).isEqualTo("kept");
        host.delete(made.sliver());
        host.delete(deleted.sliver());
        expect(Kind.GONE, () -> host.reserve(deleted));
        assertThat(slivers())
                .containsAll(asked.stream().map(SliverSpec::sliver).toList())
                .doesNotContain(made.sliver(), deleted.sliver());
    }

    @Test
    void stateFileThatIsDamagedWhileTheHostRunsIsMadeAnewFromWhatTheContainersSay() throws IOException {
        // given
        SliverSpec made = made(newSliver());
        SliverSpec other = newSliver();
        overwrite(folder.resolve("state/host.db"));

        // when
        assertThat(catchThrowableOfType(DockerMasterException.class, () -> useAll(made))
                        .kind())
                .isEqualTo(Kind.UNREACHABLE);

        // then
        useAll(made);
        assertThat(slivers()).contains(made.sliver());
        assertThat(host.reserve(generation(made, 2))).isEqualTo(made.endpoint());
        assertThat(host.reserve(other).sshPort()).isNotEqualTo(made.endpoint().sshPort());
        assertThat(folder.resolve("state/host.db.damaged-1")).exists();
        assertThat(folder.resolve("state/host.db.damaged-2")).doesNotExist();
    }

    /** All that looks into the state file. */
    private void useAll(SliverSpec made) {
        for (int number = 1; number <= 3; number++) {
            host.list();
            host.restart(made.sliver(), 1, number);
            host.configure(new PoolSettings(
                    Optional.of("name" + number + ".example.org"),
                    PoolSettings.AS_HOST_SAYS.firstPort(),
                    PoolSettings.AS_HOST_SAYS.slots(),
                    Optional.empty()));
        }
    }

    /** All pages; what is in the log counts before them, so that is gone too. */
    private void overwrite(Path file) throws IOException {
        host.close();
        host = open(settings(SLOTS), clock);
        byte[] noise = new byte[(int) Files.size(file)];
        Arrays.fill(noise, (byte) 0xA5);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.write(noise);
        }
    }

    private static void attempt(List<DockerMasterException> failures, Runnable step) {
        try {
            step.run();
        } catch (DockerMasterException e) {
            failures.add(e);
        }
    }

    /** Also those of tests beside this one: the engine is the machine's. */
    private List<String> slivers() {
        return host.list().stream().map(FoundSliver::sliver).toList();
    }

    private List<Path> hostKeyFolders() throws IOException {
        try (Stream<Path> folders = Files.list(folder.resolve("state/ssh-host-keys"))) {
            return folders.toList();
        }
    }
}
