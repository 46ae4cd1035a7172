// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A sliver type: what a container of it may use. A limit that is absent is the host's default, {@link #UNLIMITED} is none.
 *
 * @param name as in the request's {@code sliver_type}
 * @param memoryBytes memory limit in bytes, without swap on top; by default a quarter of the host's, at least 1 GiB
 * @param cpus CPU limit in cores, e.g. 0.5; by default containers share the CPUs
 * @param pids limit on processes and threads; 4096 by default
 * @param diskBytes limit in bytes on what is written to the container's disk; 20 GiB by default
 * @param capabilities Linux capabilities added to the engine's default set, e.g. {@code NET_ADMIN}
 * @param devices device paths of the host that appear in the container, e.g. {@code /dev/net/tun}
 * @param egress where it may connect to outside, of what its host lets it
 */
public record ContainerType(
        String name,
        OptionalLong memoryBytes,
        OptionalDouble cpus,
        OptionalLong pids,
        OptionalLong diskBytes,
        List<String> capabilities,
        List<String> devices,
        Egress egress) {
    /** The limit that is none. */
    public static final long UNLIMITED = 0;

    public ContainerType {
        capabilities = List.copyOf(capabilities);
        devices = List.copyOf(devices);
    }

    /** A type with the default limit on its disk, which connects to outside as its host lets it. */
    public ContainerType(
            String name,
            OptionalLong memoryBytes,
            OptionalDouble cpus,
            OptionalLong pids,
            List<String> capabilities,
            List<String> devices) {
        this(name, memoryBytes, cpus, pids, OptionalLong.empty(), capabilities, devices);
    }

    /** A type that connects to outside as its host lets it. */
    public ContainerType(
            String name,
            OptionalLong memoryBytes,
            OptionalDouble cpus,
            OptionalLong pids,
            OptionalLong diskBytes,
            List<String> capabilities,
            List<String> devices) {
        this(name, memoryBytes, cpus, pids, diskBytes, capabilities, devices, Egress.ALL);
    }

    /**
     * Returns whether a container of this type could send from others' addresses, or give itself some, without a
     * filter.
     */
    public boolean needsSourceFilter() {
        return capabilities.contains("NET_ADMIN") || capabilities.contains("NET_RAW");
    }

    /** The same, with another egress. */
    public ContainerType withEgress(Egress other) {
        return new ContainerType(name, memoryBytes, cpus, pids, diskBytes, capabilities, devices, other);
    }
}
