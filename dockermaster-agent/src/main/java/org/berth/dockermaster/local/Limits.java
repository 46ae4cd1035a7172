// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import org.berth.dockermaster.ContainerType;

/**
 * The limits of a container on this machine; each may be {@link ContainerType#UNLIMITED}.
 *
 * @param memoryBytes memory, without swap on top
 * @param cpus in cores
 * @param pids processes and threads
 * @param diskBytes what it may write to its disk
 * @param diskQuota whether the engine enforces {@code diskBytes}; else {@link DiskWatch} does
 */
record Limits(long memoryBytes, double cpus, long pids, long diskBytes, boolean diskQuota) {
    boolean diskWatched() {
        return diskBytes != ContainerType.UNLIMITED && !diskQuota;
    }

    /** The same where the engine turns out not to limit disks. */
    Limits withoutQuota() {
        return new Limits(memoryBytes, cpus, pids, diskBytes, false);
    }
}
