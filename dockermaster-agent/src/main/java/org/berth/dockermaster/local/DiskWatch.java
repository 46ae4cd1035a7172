// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.berth.base.DaemonThreads;
import org.berth.dockermaster.DiskCondition;
import org.berth.dockermaster.DiskCondition.Level;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.FoundSliver.Power;
import org.berth.dockermaster.local.DiskMeter.TooSlowException;
import org.berth.dockermaster.state.DiskUse;
import org.berth.dockermaster.state.HostState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops containers that have written more than their type allows, where the engine has no quota for that. A thread of its own
 * measures one after the other, each minute, sooner where the disk fills, and less often what takes long to measure. Containers
 * with so many files that this would delay the others are measured by a second thread, where they delay each other only. A container that was started again has a
 * while for its owner to remove files.
 */
final class DiskWatch implements AutoCloseable {
    /** The time that a container which was stopped for its disk may run once it was started again. */
    static final Duration GRACE = Duration.ofMinutes(15);

    /** A container that takes longer to measure is left to the second thread. */
    static final Duration SHORT = Duration.ofSeconds(10);

    /** More files than a disk has room for can be counted in that time. */
    static final Duration LONG = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(DiskWatch.class);
    private static final double NEARLY_FULL = 0.9;
    /** The part of its limit that a container may write further while its owner is to remove files. */
    private static final double MORE_IN_GRACE = 0.1;

    private static final int LOOKS_AT_FREE_SPACE = 12;
    private static final long SECONDS_BETWEEN_LOOKS = 5;
    /** The number of bytes written on the disk since the last round after which the next begins. */
    private static final long MUCH = 1L << 30;

    /** So many times as long as it took to measure a container, it is not measured again. */
    private static final int RESTS_PER_LOOK = 9;

    private static final long LONGEST_REST = TimeUnit.MINUTES.toNanos(10);

    private final Containers containers;
    private final DiskMeter meter;
    private final ContainerLimits limits;
    private final HostState state;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    /** By container, in nanoseconds of this process's own clock. */
    private final Map<String, Long> nextLook = new ConcurrentHashMap<>();
    /** The containers that took long when they were measured last. */
    private final Set<String> slow = ConcurrentHashMap.newKeySet();
    /** Those of them that the second thread measures, or is to measure. */
    private final Set<String> handedOver = ConcurrentHashMap.newKeySet();

    private final ExecutorService slowly = Executors.newSingleThreadExecutor(DaemonThreads.named("disk-watch-slow"));
    private final Thread thread = DaemonThreads.make("disk-watch", this::run);

    DiskWatch(Containers containers, DiskMeter meter, ContainerLimits limits, HostState state, InstantSource clock) {
        this(containers, meter, limits, state, clock, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    DiskWatch(
            Containers containers,
            DiskMeter meter,
            ContainerLimits limits,
            HostState state,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.containers = containers;
        this.meter = meter;
        this.limits = limits;
        this.state = state;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                awaitNextRound();
                try {
                    round();
                } catch (RuntimeException e) {
                    // The engine is down, perhaps; what this host does for an AM tells of it.
                    log.debug("disks are not measured now: {}", e.getMessage());
                }
            }
        } catch (InterruptedException closing) {
            log.debug("closing: disks are watched no more");
        }
    }

    private void awaitNextRound() throws InterruptedException {
        long before = freeSpace();
        for (int look = 0; look < LOOKS_AT_FREE_SPACE && before - freeSpace() < MUCH; look++) {
            TimeUnit.SECONDS.sleep(SECONDS_BETWEEN_LOOKS);
        }
    }

    /** Of the engine's disk; 0 where that is not to be seen. */
    private long freeSpace() {
        try {
            String root = Objects.requireNonNullElse(limits.info().getDockerRootDir(), "");
            return root.isEmpty() ? 0 : Files.getFileStore(Path.of(root)).getUsableSpace();
        } catch (IOException | DockerMasterException e) {
            return 0;
        }
    }

    /** Measures each container that is to be watched, runs, and is due. */
    void round() {
        List<SliverContainer> watched = containers.all().stream()
                .filter(container -> container.power() == Power.RUNNING)
                .filter(container -> container.watchedDisk().isPresent())
                .toList();
        Set<String> ids = watched.stream().map(SliverContainer::id).collect(Collectors.toSet());
        nextLook.keySet().retainAll(ids);
        slow.retainAll(ids);
        for (SliverContainer container : watched) {
            if (isDue(container.id())) {
                if (slow.contains(container.id())) {
                    handOver(container);
                } else {
                    look(container, SHORT);
                }
            }
        }
    }

    private void handOver(SliverContainer container) {
        if (handedOver.add(container.id())) {
            slowly.execute(() -> {
                try {
                    look(container, LONG);
                } catch (RuntimeException e) {
                    log.debug("a slow disk is not measured now: {}", e.getMessage());
                } finally {
                    handedOver.remove(container.id());
                }
            });
        }
    }

    private boolean isDue(String container) {
        Long next = nextLook.get(container);
        return next == null || nanoTime.getAsLong() - next >= 0;
    }

    private void look(SliverContainer container, Duration patience) {
        String id = container.id();
        long began = nanoTime.getAsLong();
        try {
            OptionalLong used = meter.measure(id, patience);
            if (used.isPresent()) {
                judge(container, used.getAsLong());
            }
        } catch (TooSlowException e) {
            if (patience.equals(SHORT)) {
                slow.add(id);
                handOver(container);
                return;
            }
            unwatched(container, e);
        } catch (DockerMasterException e) {
            unwatched(container, e);
        }
        long now = nanoTime.getAsLong();
        nextLook.put(id, now + Math.min(LONGEST_REST, RESTS_PER_LOOK * (now - began)));
        if (now - began < SHORT.toNanos()) {
            slow.remove(id);
        } else {
            slow.add(id);
        }
    }

    private static void unwatched(SliverContainer container, RuntimeException reason) {
        log.warn(
                "the disk of sliver {} is not watched now: {}",
                container.labels().sliver(),
                reason.getMessage());
    }

    private void judge(SliverContainer container, long used) {
        String sliver = container.labels().sliver();
        DiskUse before = state.disks().get(sliver);
        long limit = container.watchedDisk().orElseThrow();
        DiskUse known =
                before != null && before.generation() == container.labels().generation() ? before : null;
        if (used >= limit) {
            if (known == null || !mayRun(known, used)) {
                stop(
                        container,
                        known == null || known.condition().level() == Level.NEARLY_FULL ? used : known.usedBytes());
            }
        } else if (used >= NEARLY_FULL * limit) {
            if (known == null || known.condition().level() != Level.NEARLY_FULL) {
                keep(container, Level.NEARLY_FULL, clock.instant(), used);
                log.warn("sliver {} has written {} bytes of {}", sliver, used, limit);
            }
        } else if (before != null) {
            state.removeDisk(sliver);
        }
    }

    private boolean mayRun(DiskUse known, long used) {
        DiskCondition condition = known.condition();
        return condition.level() == Level.FULL
                && clock.instant().isBefore(condition.at())
                && used <= known.usedBytes() + MORE_IN_GRACE * condition.limitBytes();
    }

    /**
     * Not under the sliver's lock, which whoever waits for a program in the container holds for long: a start beside it is
     * overtaken by this, and asked for again.
     */
    private void stop(SliverContainer container, long used) {
        try {
            // First: who sees the container stopped has to see why.
            keep(container, Level.STOPPED, clock.instant(), used);
        } catch (RuntimeException e) {
            // This host's own disk is full, perhaps of what the container wrote: all the more it has to stop.
            log.warn(
                    "why {} was stopped cannot be stored: {}",
                    container.labels().sliver(),
                    e.getMessage());
        }
        containers.stop(container);
        log.warn(
                "sliver {} was stopped: it has written more than its limit",
                container.labels().sliver());
    }

    private void keep(SliverContainer container, Level level, Instant at, long used) {
        DiskCondition condition =
                new DiskCondition(level, container.watchedDisk().orElseThrow(), at);
        state.keepDisk(
                container.labels().sliver(), new DiskUse(container.labels().generation(), condition, used));
    }

    /** Gives a container that is started its time, if it was stopped here. */
    void starting(String sliver) {
        DiskUse known = state.disks().get(sliver);
        if (known != null && known.condition().level() == Level.STOPPED) {
            DiskCondition until = new DiskCondition(
                    Level.FULL, known.condition().limitBytes(), clock.instant().plus(GRACE));
            state.keepDisk(sliver, new DiskUse(known.generation(), until, known.usedBytes()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        slowly.shutdownNow();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
