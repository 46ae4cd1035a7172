// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.Optional;

/**
 * The problems that keep a reachable host from having as many slivers as its pool has slots.
 *
 * @param cannotStart the reason why no container can be started on it now, and what to do; empty if containers can
 *     be started
 * @param heldPorts the ports of its pool that no sliver has, yet something else
 */
public record HostProblems(Optional<String> cannotStart, List<HeldPort> heldPorts) {
    /** That of a host without problems. */
    public static final HostProblems NONE = new HostProblems(Optional.empty(), List.of());

    public HostProblems {
        heldPorts = List.copyOf(heldPorts);
    }

    /**
     * A port that no sliver can have.
     *
     * @param holder what holds it, and what frees it
     */
    public record HeldPort(int port, String holder) {}
}
