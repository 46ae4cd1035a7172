// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;

/**
 * The desired state of a sliver's container.
 *
 * @param am the owning AM: its URN, a blank, and its store's random id; kept as label {@code org.berth.am}
 * @param sliver the sliver's URN
 * @param slice the slice's URN
 * @param node the client_id of the request's node; free text up to 255 characters, never a name for anything here
 * @param type the container type
 * @param image the image's name as the engine knows it; empty for the host's base image
 * @param generation starts at 1 and grows with each reload
 * @param endpoint where it is reached
 * @param accounts the login accounts, in the order of their manifest entries
 * @param userChanges how often they were changed
 */
public record SliverSpec(
        String am,
        String sliver,
        String slice,
        String node,
        ContainerType type,
        String image,
        int generation,
        Endpoint endpoint,
        List<Account> accounts,
        int userChanges) {
    public SliverSpec {
        accounts = List.copyOf(accounts);
    }

    /** The same sliver, reachable elsewhere. */
    public SliverSpec at(Endpoint other) {
        return new SliverSpec(am, sliver, slice, node, type, image, generation, other, accounts, userChanges);
    }

    /** The same sliver, made from another image. */
    public SliverSpec from(String otherImage) {
        return new SliverSpec(am, sliver, slice, node, type, otherImage, generation, endpoint, accounts, userChanges);
    }
}
