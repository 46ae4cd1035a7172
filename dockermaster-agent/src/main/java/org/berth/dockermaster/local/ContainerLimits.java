// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import com.github.dockerjava.api.model.Info;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.engine.Engine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limits that containers get on this machine: their type's, else defaults so that none can take all there is. */
final class ContainerLimits {
    private static final Logger log = LoggerFactory.getLogger(ContainerLimits.class);
    private static final long GIB = 1L << 30;
    private static final long LEAST_MEMORY = GIB;
    private static final int MEMORY_SHARE = 4;
    private static final long PIDS = 4096;
    private static final long DISK = 20 * GIB;

    /** Storage drivers that limit a container's disk on any file system of theirs. */
    private static final Set<String> WITH_QUOTA = Set.of("btrfs", "zfs");
    /** Those that do on XFS, if it is mounted with pquota; which only a try tells. */
    private static final Set<String> WITH_QUOTA_ON_XFS = Set.of("overlay2", "vfs");

    private final Engine engine;
    private final OptionalLong mostMemory;
    private volatile @Nullable Info info;
    private volatile boolean quotaRefused;

    /** @param mostMemory that this host gives to one container, in bytes; absent: any */
    ContainerLimits(Engine engine, OptionalLong mostMemory) {
        this.engine = engine;
        this.mostMemory = mostMemory;
    }

    /** Takes up what the engine last said of the machine. */
    void update(Info latest) {
        info = latest;
    }

    /** Returns what the engine reported of the machine; it is asked only the first time. */
    Info info() {
        Info known = info;
        if (known == null) {
            known = engine.call(
                    "asking what the machine has", client -> client.infoCmd().exec());
            info = known;
        }
        return known;
    }

    Limits of(ContainerType type) {
        Info machine = info();
        long disk = type.diskBytes().orElse(DISK);
        return new Limits(
                type.memoryBytes().orElseGet(() -> memory(machine)),
                type.cpus().orElse(ContainerType.UNLIMITED),
                type.pids().orElse(PIDS),
                disk,
                disk != ContainerType.UNLIMITED && !quotaRefused && mayHaveQuota(machine));
    }

    private long memory(Info machine) {
        long share = Objects.requireNonNullElse(machine.getMemTotal(), 0L) / MEMORY_SHARE;
        return Math.min(Math.max(LEAST_MEMORY, share), mostMemory.orElse(Long.MAX_VALUE));
    }

    private static boolean mayHaveQuota(Info machine) {
        String driver = Objects.requireNonNullElse(machine.getDriver(), "");
        List<List<String>> status = Objects.requireNonNullElse(machine.getDriverStatuses(), List.of());
        return WITH_QUOTA.contains(driver)
                || (WITH_QUOTA_ON_XFS.contains(driver) && status.contains(List.of("Backing Filesystem", "xfs")));
    }

    /**
     * Makes a container within limits; without the engine's quota where that turns out to be missing.
     *
     * @param make makes it; called again if the engine refuses the quota
     */
    String create(Limits limits, Function<Limits, String> make) {
        try {
            return make.apply(limits);
        } catch (DockerMasterException e) {
            if (!limits.diskQuota()
                    || e.kind() != Kind.FAILED
                    || !String.valueOf(e.getMessage()).contains("storage-opt")) {
                throw e;
            }
            quotaRefused = true;
            log.info("the engine limits no container's disk, so this host watches them: {}", e.getMessage());
            return make.apply(limits.withoutQuota());
        }
    }
}
