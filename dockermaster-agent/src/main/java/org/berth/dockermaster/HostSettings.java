// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The admin's settings of a container host.
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
 * @param egress where containers may connect to outside
 * @param hostServices the listeners of this host that containers may connect to, besides DNS and published ports
 * @param privatePorts TCP ports of agents and admins, which containers do not connect to unless their egress lists them
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
        HostLimits limits,
        Egress egress,
        List<HostService> hostServices,
        Set<Integer> privatePorts) {
    public HostSettings {
        hostServices = List.copyOf(hostServices);
        privatePorts = Set.copyOf(privatePorts);
    }

    /** Settings of a host without limits that says nothing of its containers' network. */
    public HostSettings(
            String name,
            int slots,
            int firstPort,
            String hostname,
            Optional<String> ipv6Prefix,
            String dockerHost,
            Optional<String> bindAddress,
            Path stateDirectory) {
        this(
                name,
                slots,
                firstPort,
                hostname,
                ipv6Prefix,
                dockerHost,
                bindAddress,
                stateDirectory,
                HostLimits.NONE,
                Egress.ALL,
                List.of(),
                Set.of());
    }

    /** Settings of a host that says nothing of its containers' network. */
    public HostSettings(
            String name,
            int slots,
            int firstPort,
            String hostname,
            Optional<String> ipv6Prefix,
            String dockerHost,
            Optional<String> bindAddress,
            Path stateDirectory,
            HostLimits limits) {
        this(
                name,
                slots,
                firstPort,
                hostname,
                ipv6Prefix,
                dockerHost,
                bindAddress,
                stateDirectory,
                limits,
                Egress.ALL,
                List.of(),
                Set.of());
    }

    /** The same, with what is said of its containers' network. */
    public HostSettings withNetwork(Egress egress, List<HostService> hostServices, Set<Integer> privatePorts) {
        return new HostSettings(
                name,
                slots,
                firstPort,
                hostname,
                ipv6Prefix,
                dockerHost,
                bindAddress,
                stateDirectory,
                limits,
                egress,
                hostServices,
                privatePorts);
    }
}
