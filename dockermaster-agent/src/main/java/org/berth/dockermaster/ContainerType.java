package org.berth.dockermaster;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A sliver type: what a container of it may use.
 *
 * @param name as in the request's {@code sliver_type}
 * @param memoryBytes memory limit in bytes, without swap on top
 * @param cpus CPU limit in cores, e.g. 0.5
 * @param pids limit on processes and threads
 * @param capabilities Linux capabilities added to the engine's default set, e.g. {@code NET_ADMIN}
 * @param devices device paths of the host that appear in the container, e.g. {@code /dev/net/tun}
 * @param egress where it may connect to outside, of what its host lets it
 */
public record ContainerType(
        String name,
        OptionalLong memoryBytes,
        OptionalDouble cpus,
        OptionalLong pids,
        List<String> capabilities,
        List<String> devices,
        Egress egress) {
    public ContainerType {
        capabilities = List.copyOf(capabilities);
        devices = List.copyOf(devices);
    }

    /** A type that connects to outside as its host lets it. */
    public ContainerType(
            String name,
            OptionalLong memoryBytes,
            OptionalDouble cpus,
            OptionalLong pids,
            List<String> capabilities,
            List<String> devices) {
        this(name, memoryBytes, cpus, pids, capabilities, devices, Egress.ALL);
    }

    /** Whether a container of it could send from others' addresses, or give itself some, if nothing kept it from that. */
    public boolean needsSourceFilter() {
        return capabilities.contains("NET_ADMIN") || capabilities.contains("NET_RAW");
    }

    /** The same, with another egress. */
    public ContainerType withEgress(Egress other) {
        return new ContainerType(name, memoryBytes, cpus, pids, capabilities, devices, other);
    }
}
