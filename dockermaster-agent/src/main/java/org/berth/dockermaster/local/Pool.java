// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.Optional;
import java.util.regex.Pattern;
import org.berth.dockermaster.DockerMasterException;
import org.berth.dockermaster.DockerMasterException.Kind;
import org.berth.dockermaster.HostSettings;
import org.berth.dockermaster.PoolSettings;
import org.berth.dockermaster.net.Ipv6Prefix;

/**
 * The pool that a host gives endpoints of.
 *
 * @param hostname the public name or address of the host
 * @param firstPort the first port
 * @param slots how many ports, and slivers
 * @param prefix what addresses are given of
 * @param prefixText the prefix as it was written, so that whoever wrote it finds it again
 */
record Pool(String hostname, int firstPort, int slots, Optional<Ipv6Prefix> prefix, Optional<String> prefixText) {
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final int LOWEST_PORT = 1025;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_SLOTS = 10_000;

    /**
     * The host's own settings, except where something else was said.
     *
     * @throws DockerMasterException of kind {@code FAILED} naming the value that is wrong
     */
    static Pool of(HostSettings own, PoolSettings said) {
        String hostname = said.hostname().orElse(own.hostname());
        require(
                HOSTNAME.matcher(hostname).matches(),
                "node_ipv4_hostname '" + hostname + "' is no host name or address");
        int first = said.firstPort().orElse(own.firstPort());
        require(
                first >= LOWEST_PORT && first <= HIGHEST_PORT,
                "starting_ipv4_port " + first + " is not " + LOWEST_PORT + " to " + HIGHEST_PORT);
        int slots = said.slots().orElse(own.slots());
        require(slots >= 1 && slots <= MOST_SLOTS, "max_containers " + slots + " is not 1 to " + MOST_SLOTS);
        require(
                slots <= own.limits().slots(),
                "max_containers " + slots + " is more than the " + own.limits().slots()
                        + " that [limits] of the host's own configuration allows");
        require(
                first + slots - 1 <= HIGHEST_PORT,
                "max_containers " + slots + " from starting_ipv4_port " + first + " on needs ports up to "
                        + (first + slots - 1) + ", and the last is " + HIGHEST_PORT);
        Optional<String> text = said.ipv6Prefix().or(own::ipv6Prefix);
        return new Pool(hostname, first, slots, text.map(Pool::prefix), text);
    }

    private static Ipv6Prefix prefix(String text) {
        try {
            return Ipv6Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DockerMasterException(Kind.FAILED, "ipv6_prefix: " + e.getMessage(), e);
        }
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw new DockerMasterException(Kind.FAILED, otherwise);
        }
    }

    int lastPort() {
        return firstPort + slots - 1;
    }
}
