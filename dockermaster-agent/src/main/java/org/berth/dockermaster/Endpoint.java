// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.Optional;

/**
 * The addresses of a sliver's sshd, fixed for the sliver's life.
 *
 * @param sshPort the TCP port on the host that is forwarded to port 22 of the container, 1025 to 65535
 * @param mac the container's MAC address, lower case, colon separated, locally administered
 * @param ipv6 the container's own IPv6 address in canonical text form (RFC 5952), absent on a host without a prefix
 */
public record Endpoint(int sshPort, String mac, Optional<String> ipv6) {}
