// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.OptionalInt;

/**
 * The description of a host's machine, as far as it tells; read at the start and again with each description of the
 * host. A text that cannot be had is empty, a list then too.
 *
 * @param version Berth's version there
 * @param os e.g. {@code Debian GNU/Linux 12 (bookworm)}
 * @param kernel e.g. {@code 6.1.0-18-amd64}
 * @param cpuModel e.g. {@code Intel(R) Xeon(R) CPU E5-2630 v3 @ 2.40GHz}
 * @param product maker and product from DMI, e.g. {@code Dell Inc. PowerEdge R430}
 * @param serial serial number from DMI, which only root can read
 * @param disks whole disks, no partitions
 * @param nics physical interfaces and those with an address, without loopback and those of containers
 * @param neighbours what lldpd, where it runs, has heard of the switches
 */
public record HostFacts(
        String version,
        String os,
        String kernel,
        String cpuModel,
        String product,
        String serial,
        List<Disk> disks,
        List<Nic> nics,
        List<Neighbour> neighbours) {
    /** Nothing is known. */
    public static final HostFacts UNKNOWN = new HostFacts("", "", "", "", "", "", List.of(), List.of(), List.of());

    public HostFacts {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        neighbours = List.copyOf(neighbours);
    }

    /** A disk: name as in {@code /dev}, size in bytes, model or empty. */
    public record Disk(String name, long bytes, String model) {}

    /**
     * A network interface.
     *
     * @param name e.g. {@code eth0}
     * @param mac lower case, colon separated, or empty
     * @param speedMbps in Mbit/s, absent where the driver does not tell
     * @param addresses IPv4 and IPv6 addresses with prefix length, without link-local ones
     */
    public record Nic(String name, String mac, OptionalInt speedMbps, List<String> addresses) {
        public Nic {
            addresses = List.copyOf(addresses);
        }
    }

    /** An LLDP neighbour: our interface, the other system's name, its port. */
    public record Neighbour(String nic, String system, String port) {}
}
