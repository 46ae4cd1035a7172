package org.berth.dockermaster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an admin says of a container host.
 *
 * @param name the section's name; also the host's name for ever
 * @param slots {@code max_containers}, 1 to 10000
 * @param firstPort {@code starting_ipv4_port}, 1025 to 65535
 * @param hostname {@code node_ipv4_hostname}
 * @param ipv6Prefix {@code ipv6_prefix} in CIDR form, a /64 or a /80
 * @param dockerHost {@code docker_host}: {@code unix:///path} or {@code tcp://host:port}
 * @param bindAddress the address of this machine that ssh ports are forwarded from; empty for all
 * @param stateDirectory where this host keeps its own state
 * @param limits the most that this host gives
 */
public record HostSettings(
        String name,
        int slots,
        int firstPort,
        String hostname,
        Optional<String> ipv6Prefix,
        String dockerHost,
        Optional<String> bindAddress,
        Path stateDirectory,
        HostLimits limits) {
    /** Without limits. */
    public HostSettings(
            String name,
            int slots,
            int firstPort,
            String hostname,
            Optional<String> ipv6Prefix,
            String dockerHost,
            Optional<String> bindAddress,
            Path stateDirectory) {
        this(name, slots, firstPort, hostname, ipv6Prefix, dockerHost, bindAddress, stateDirectory, HostLimits.NONE);
    }
}
