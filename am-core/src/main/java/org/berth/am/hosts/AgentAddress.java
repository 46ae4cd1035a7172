// SPDX-License-Identifier: Apache-2.0
package org.berth.am.hosts;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The address that an agent listens on.
 *
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record AgentAddress(String host, int port) {
    /** The port of an agent that names none, docker-am's. */
    public static final int DEFAULT_PORT = 11999;

    private static final int LAST_PORT = 65535;

    public AgentAddress {
        if (port < 1 || port > LAST_PORT) {
            throw new IllegalArgumentException("a port is from 1 to " + LAST_PORT + ", not " + port);
        }
    }

    /**
     * Reads {@code host}, {@code host:port} or {@code [ipv6]:port}.
     *
     * @throws IllegalArgumentException with what would be right
     */
    public static AgentAddress parse(String text) {
        try {
            URI uri = new URI("agent://" + text);
            if (uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getPath().isEmpty()
                    && uri.getPort() != 0) {
                return new AgentAddress(
                        uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            // reported below
        }
        throw new IllegalArgumentException("'" + text
                + "' is no agent's address: write HOST:PORT, like host2.example.org:11999 or [2001:db8::2]:11999");
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
