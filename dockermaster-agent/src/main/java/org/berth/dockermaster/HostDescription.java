// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A host's facts and pools, as it announces them.
 *
 * @param hostname the public name or address that manifests give for forwarded ports
 * @param firstPort the first port of the pool for ssh
 * @param slots how many slivers fit; the pool is {@code firstPort .. firstPort + slots - 1}
 * @param ipv6Prefix the prefix that containers get addresses of, in CIDR form, a /64 or a /80
 * @param memoryBytes of the machine
 * @param cpus of the machine
 * @param engine name and version of the engine, e.g. {@code docker 20.10.24 (API 1.41)}
 * @param images names of the images that requests may name in {@code disk_image}
 * @param facts what the machine is
 * @param limits the most that it gives
 * @param networkProblem why types with NET_ADMIN or NET_RAW are not offered here, and the command that mends it; empty if they are
 * @param problems what keeps it from taking as many slivers as it has slots
 */
public record HostDescription(
        String hostname,
        int firstPort,
        int slots,
        Optional<String> ipv6Prefix,
        long memoryBytes,
        int cpus,
        String engine,
        List<String> images,
        HostFacts facts,
        HostLimits limits,
        Optional<String> networkProblem,
        HostProblems problems) {
    public HostDescription {
        images = List.copyOf(images);
        // Where it was kept by a Berth that knew nothing of it.
        problems = Objects.requireNonNullElse(problems, HostProblems.NONE);
    }

    /** That of a host without problems. */
    public HostDescription(
            String hostname,
            int firstPort,
            int slots,
            Optional<String> ipv6Prefix,
            long memoryBytes,
            int cpus,
            String engine,
            List<String> images,
            HostFacts facts,
            HostLimits limits,
            Optional<String> networkProblem) {
        this(
                hostname,
                firstPort,
                slots,
                ipv6Prefix,
                memoryBytes,
                cpus,
                engine,
                images,
                facts,
                limits,
                networkProblem,
                HostProblems.NONE);
    }

    /**
     * Returns the number of slivers that the host can have now: the slots of its pool, less the ports that something
     * else holds.
     */
    public int usableSlots() {
        return Math.max(0, slots - problems.heldPorts().size());
    }

    /** A host without limits that offers every type. */
    public HostDescription(
            String hostname,
            int firstPort,
            int slots,
            Optional<String> ipv6Prefix,
            long memoryBytes,
            int cpus,
            String engine,
            List<String> images,
            HostFacts facts) {
        this(
                hostname,
                firstPort,
                slots,
                ipv6Prefix,
                memoryBytes,
                cpus,
                engine,
                images,
                facts,
                HostLimits.NONE,
                Optional.empty());
    }

    /** Returns whether containers of a type are made on this host. */
    public boolean offers(ContainerType type) {
        return networkProblem.isEmpty() || !type.needsSourceFilter();
    }
}
