// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.util.List;

/**
 * One Allocate call: the request as it is stored, and what lives of it.
 *
 * @param request the text that {@code RequestRspec.xml()} gave
 * @param nodes one for each node of ours that has a live sliver to be described; the request's other nodes of ours are
 *     left out of the manifest
 */
public record Allocation(String request, List<ManifestNode> nodes) {
    public Allocation {
        nodes = List.copyOf(nodes);
    }
}
