// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.state;

import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.SliverSpec;

/**
 * The reservation of a sliver. The parts are those of {@link SliverSpec} that its container's labels carry too.
 *
 * @param type the container type's name
 * @param image the image's name, empty for the host's base image
 */
public record Reservation(
        String sliver,
        String am,
        String slice,
        String node,
        String type,
        String image,
        int generation,
        Endpoint endpoint) {
    public static Reservation of(SliverSpec spec, Endpoint endpoint) {
        return new Reservation(
                spec.sliver(),
                spec.am(),
                spec.slice(),
                spec.node(),
                spec.type().name(),
                spec.image(),
                spec.generation(),
                endpoint);
    }
}
