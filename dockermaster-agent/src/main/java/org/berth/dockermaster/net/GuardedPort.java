// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.berth.dockermaster.Egress;

/**
 * A container's port on a bridge, and all that may come from there.
 *
 * @param name of the interface on this machine
 * @param mac the container's MAC address, lower case
 * @param ipv4 the container's IPv4 address
 * @param ipv6 the container's IPv6 address
 * @param sliver how far a sliver's container reaches; empty for others', which only have to be who they are
 */
public record GuardedPort(String name, String mac, String ipv4, Optional<String> ipv6, Optional<Reach> sliver) {
    /**
     * The connections that a container may have.
     *
     * @param published the port of this machine that leads to the container; empty for none
     * @param egress the destinations outside; each of these has to allow a connection; at least one
     */
    public record Reach(OptionalInt published, List<Egress> egress) {}
}
