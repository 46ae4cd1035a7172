// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.request;

import java.util.List;
import java.util.Optional;

/**
 * A link of a request, as the user wrote it.
 *
 * @param clientId the user's name for it, unique among the links
 * @param componentManagers the aggregates that it names
 * @param interfaces client ids of the interfaces that it joins; each is one of a node of the same request
 * @param sharedVlan the shared network that it is to join
 */
public record RequestLink(
        String clientId, List<String> componentManagers, List<String> interfaces, Optional<String> sharedVlan) {
    public RequestLink {
        componentManagers = List.copyOf(componentManagers);
        interfaces = List.copyOf(interfaces);
    }
}
