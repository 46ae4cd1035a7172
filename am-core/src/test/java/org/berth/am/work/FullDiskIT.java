// SPDX-License-Identifier: Apache-2.0
package org.berth.am.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.berth.am.slice.FakeDockerMaster;
import org.berth.am.slice.SlicesFixture;
import org.berth.am.slice.Target;
import org.berth.am.sliver.OperationalAction;
import org.berth.am.sliver.OperationalState;
import org.berth.am.sliver.SliverStatus;
import org.berth.am.store.StoreException;
import org.berth.dockermaster.testing.Commands;
import org.berth.rspec.Urn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The AM's store on a small disk of its own that others fill, and empty again. */
@Timeout(300)
class FullDiskIT {
    private final FakeDockerMaster master = new FakeDockerMaster(13000, 200);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path folder;

    private Path disk;
    private SlicesFixture am;
    private WorkDispatcher workers;

    @BeforeEach
    void mount() throws IOException {
        boolean root = System.getProperty("user.name").equals("root");
        assumeTrue(root || "true".equals(System.getenv("CI")), "only root may mount a small disk");
        disk = Files.createDirectory(folder.resolve("disk"));
        Commands.succeed("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", disk.toString());
        am = new SlicesFixture(disk, List.of(master));
        workers = new WorkDispatcher(am.store, am.hosts, am.worker, am.leaseEnds, am.watch, am.clock);
        log.start();
        ((Logger) LoggerFactory.getLogger("org.berth")).addAppender(log);
    }

    @AfterEach
    void unmount() {
        ((Logger) LoggerFactory.getLogger("org.berth")).detachAppender(log);
        if (am != null) {
            workers.close();
            am.close();
        }
        if (disk != null) {
            Commands.succeed("umount", disk.toString());
        }
    }

    @Test
    void callsThatChangeSomethingAreRefusedAndChangeNothingAndReadsGoOnUntilThereIsRoom() throws IOException {
        // given
        Urn sliver = am.ready("a").sliver();
        Target slice = Target.wholeSlice(SlicesFixture.SLICE);
        SliverStatus before = am.status(sliver);

        // when
        Path filler = fill();

        // then each of them, since one may find a little room where another did not
        assertRefused(() -> am.allocate(SlicesFixture.SLICE, "b"));
        assertRefused(() -> am.slices.renew(
                slice, SlicesFixture.REQUESTER, SlicesFixture.START.plus(Duration.ofDays(9)), false, false));
        assertRefused(() -> am.slices.perform(slice, OperationalAction.RESTART, List.of(), false));
        assertRefused(() -> am.slices.delete(slice, false));
        assertRefused(() -> am.slices.shutdown(Target.wholeSlice(SlicesFixture.SLICE)));
        assertThat(am.slices.status(slice)).containsExactly(before);
        assertThat(am.slices.describe(slice).slivers()).containsExactly(before);
        assertThat(am.slices.advertisement(true)).contains("host1");
        assertThat(am.usedSlots()).containsEntry("host1", 1);
        assertThat(am.store.trouble())
                .hasValueSatisfying(text -> assertThat(text).contains("no space is left"));

        // and by itself, once there is room
        Files.delete(filler);
        am.allocate(SlicesFixture.SLICE, "b");
        am.slices.delete(slice, false);
        am.work();
        assertThat(am.usedSlots()).containsEntry("host1", 0);
        assertThat(am.store.trouble()).isEmpty();
        assertThat(messages("am.db")).hasSize(2);
    }

    @Test
    void workersKeepTheirWorkWithoutDoingItAgainAndAgainAndFinishItWhenThereIsRoom() throws IOException {
        // given work in hand when the disk fills
        master.hang();
        workers.start();
        List<Urn> slivers = am.provision(SlicesFixture.SLICE, "host1", 10);
        workers.wake();
        await().until(() -> master.calls().size() == WorkDispatcher.PER_SLICE);
        Path filler = fill();

        // when they come to their end, which cannot be kept
        master.goOn();
        await().until(() -> am.store.trouble().isPresent());
        int calls = master.calls().size();
        workers.wake();
        workers.wake();

        // then
        assertThat(slivers).noneMatch(sliver -> am.state(sliver) == OperationalState.FAILED);
        assertThat(master.calls().size() - calls).as("steps taken in vain").isLessThanOrEqualTo(4);
        assertThat(messages("")).as("log").hasSizeLessThan(10);

        // and when there is room
        Files.delete(filler);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(slivers).allMatch(sliver -> am.state(sliver) == OperationalState.READY));
        assertThat(master.containers()).hasSize(10);
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL));
    }

    private List<String> messages(String about) {
        return List.copyOf(log.list).stream()
                .filter(line -> line.getLevel().levelInt >= Level.WARN_INT)
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains(about))
                .toList();
    }

    /** Takes all room that is left. */
    private Path fill() {
        Path filler = disk.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[512]);
            }
        } catch (IOException full) {
            return filler;
        }
    }
}
