// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

/**
 * The engine's network that a host's containers are attached to.
 *
 * @param name as the engine knows it
 * @param bridge the network interface of this machine behind it
 * @param assignsByMac whether the engine derives a container's IPv6 address from its MAC address itself, and takes no
 *     other; so does its default bridge
 */
public record BridgeNetwork(String name, String bridge, boolean assignsByMac) {}
