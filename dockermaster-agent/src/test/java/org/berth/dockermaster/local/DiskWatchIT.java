// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.spy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.berth.dockermaster.DiskCondition.Level;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.engine.Engine;
import org.berth.dockermaster.engine.Programs;
import org.berth.dockermaster.image.BaseImage;
import org.berth.dockermaster.state.HostState;
import org.berth.dockermaster.state.Reservation;
import org.berth.dockermaster.testing.MachineEngine;
import org.berth.dockermaster.testing.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch over disks, with a real container on an engine whose file system has no quota. */
@Tag("docker")
class DiskWatchIT {
    private static final long LIMIT = 20L << 20;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final String sliver = "urn:publicid:IDN+disk.test+sliver+" + UUID.randomUUID();

    @TempDir
    Path directory;

    private Engine engine;
    private HostState state;
    private Containers containers;
    private DiskWatch watch;
    private String container = "";

    @BeforeEach
    void start() {
        engine = Engine.connect(MachineEngine.dockerHost());
        state = HostState.open(directory);
        containers = spy(new Containers(engine));
        engine.callPatiently(
                "making the base image", client -> BaseImage.standard().ensure(client, line -> {}));
        Reservation sliverHere = new Reservation(
                sliver,
                "am",
                "slice",
                "node",
                "type",
                BaseImage.NAME,
                1,
                new Endpoint(12000, "02:00:00:00:00:01", Optional.empty()));
        container = engine.call(
                "creating",
                client -> client.createContainerCmd(BaseImage.NAME)
                        .withCmd("sleep", "1000")
                        .withLabels(Labels.of(sliverHere, Egress.ALL))
                        .exec()
                        .getId());
        run("starting", "true");
        // Without the label of the limit: other hosts that are tested on this engine would watch it, too.
        doAnswer(call -> containers.of(sliver).stream()
                        .map(found -> new SliverContainer(
                                found.id(), found.labels(), found.power(), found.detail(), OptionalLong.of(LIMIT)))
                        .toList())
                .when(containers)
                .all();
        again();
    }

    @AfterEach
    void remove() {
        engine.run(
                "removing",
                client -> client.removeContainerCmd(container).withForce(true).exec());
        state.close();
        engine.close();
    }

    private void run(String step, String command) {
        containers.of(sliver).forEach(containers::start);
        assertThat(new Programs(engine)
                        .run(step, container, "sh", "-c", command)
                        .exitCode())
                .isZero();
    }

    private Optional<Level> level() {
        return Optional.ofNullable(state.disks().get(sliver))
                .map(use -> use.condition().level());
    }

    private boolean runs() {
        return Boolean.TRUE.equals(
                containers.inspect("looking", container).getState().getRunning());
    }

    @Test
    void containerIsStoppedForWhatItReallyWroteAndGoesOnWhenItsOwnerRemovesIt() {
        // given: a file of which nothing is on the disk
        run("writing", "truncate -s 5G /hole");
        again();
        assertThat(level()).isEmpty();

        // when
        run("writing", "fallocate -l 19M /file");
        again();

        // then
        assertThat(level()).contains(Level.NEARLY_FULL);
        assertThat(runs()).isTrue();

        // when
        run("writing", "fallocate -l 25M /file");
        again();

        // then
        assertThat(level()).contains(Level.STOPPED);
        assertThat(runs()).isFalse();

        // when
        watch.starting(sliver);
        run("looking", "test -f /file");
        again();

        // then
        assertThat(runs()).isTrue();

        // when
        clock.advance(Duration.ofMinutes(15));
        again();

        // then
        assertThat(runs()).isFalse();

        // when
        watch.starting(sliver);
        run("removing", "rm /file");
        again();

        // then
        assertThat(level()).isEmpty();
        assertThat(runs()).isTrue();
    }

    /** As after a start of this process, which knows of no measurement. */
    private void again() {
        watch = new DiskWatch(containers, new DiskMeter(engine), mock(), state, clock);
        watch.round();
    }
}
