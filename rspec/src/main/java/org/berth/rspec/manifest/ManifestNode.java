// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.berth.rspec.Urn;

/**
 * A node of a request as the manifest describes it.
 *
 * @param clientId the client_id of the node in its request
 * @param sliver the sliver's URN
 * @param componentId the host's URN, as advertised
 * @param componentManagerId the aggregate's URN, as advertised
 * @param componentName the host's short name, as advertised
 * @param exclusive whether it is alone on its host
 * @param sliverType the type that it has; the request may have left that open
 * @param diskImage the image that it has; empty leaves what the request says
 * @param hardwareType the hardware type; empty leaves what the request says
 * @param host the address at which it is reached; empty leaves what the request says
 * @param state its state in a word of AM API v2: {@code configuring}, {@code ready}, {@code failed} or {@code unknown}
 * @param expires when the sliver expires
 * @param logins in document order: clients with room for one take the last
 * @param users the accounts with their keys, to be written into {@code services}; empty where they are not
 * @param extensions whether {@code services} and {@code sliver_type} keep elements of other name spaces. The jFed
 *     editor of 2014 takes each child of these two for one of the schema's own, and drops the manifest where one is not
 */
public record ManifestNode(
        String clientId,
        Urn sliver,
        Urn componentId,
        Urn componentManagerId,
        String componentName,
        boolean exclusive,
        String sliverType,
        Optional<String> diskImage,
        Optional<String> hardwareType,
        Optional<Host> host,
        String state,
        Instant expires,
        List<Login> logins,
        List<User> users,
        boolean extensions) {

    /** A host's name, and its IPv4 address where that is known. */
    public record Host(String name, Optional<String> ipv4) {}

    /** An account that ssh reaches at a host name or address and a port. */
    public record Login(String hostname, int port, String username) {}

    /**
     * An account and the OpenSSH public key lines that open it.
     *
     * @param login the account's name on the node
     * @param urn the user whose account it is, as the caller named it
     */
    public record User(String login, String urn, List<String> keys) {
        public User {
            keys = List.copyOf(keys);
        }
    }

    public ManifestNode {
        logins = List.copyOf(logins);
        users = List.copyOf(users);
    }
}
