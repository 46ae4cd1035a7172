// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The settings of a host's pool by an AM's admin; an absent one is as the host's own configuration has it.
 *
 * @param hostname {@code node_ipv4_hostname}
 * @param firstPort {@code starting_ipv4_port}, 1025 to 65535
 * @param slots {@code max_containers}, 1 to 10000
 * @param ipv6Prefix {@code ipv6_prefix} in CIDR form, a /64 or a /80
 */
public record PoolSettings(
        Optional<String> hostname, OptionalInt firstPort, OptionalInt slots, Optional<String> ipv6Prefix) {
    /** Everything as the host itself has it. */
    public static final PoolSettings AS_HOST_SAYS =
            new PoolSettings(Optional.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /** Returns whether a host that announces this follows these settings. */
    public boolean agreeWith(HostDescription announced) {
        return hostname.map(announced.hostname()::equals).orElse(true)
                && (firstPort.isEmpty() || firstPort.getAsInt() == announced.firstPort())
                && (slots.isEmpty() || slots.getAsInt() == announced.slots())
                && (ipv6Prefix.isEmpty() || ipv6Prefix.equals(announced.ipv6Prefix()));
    }
}
