// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.advertisement;

import java.util.List;
import java.util.Optional;

/**
 * A host that takes slivers.
 *
 * @param name short and unique at the aggregate, fit to be the name of a URN
 * @param available whether it can be had now
 * @param exclusive whether one sliver at a time has it for itself; else it takes those of several users
 * @param freeSlots how many more slivers it takes, 0 or more
 * @param hardwareTypes what it is beside {@link Advertisement#HARDWARE_TYPE}, as by {@link Advertisement#hardwareType}
 * @param sliverTypes what it can run
 * @param location where it stands
 * @param interfaces the machine's own network interfaces, e.g. {@code eth0}
 * @param features what the machine has
 */
public record AdvertisedNode(
        String name,
        boolean available,
        boolean exclusive,
        int freeSlots,
        List<String> hardwareTypes,
        List<SliverType> sliverTypes,
        Optional<Location> location,
        List<String> interfaces,
        List<Feature> features) {

    /** A sliver type and the images that it can have, the default first. */
    public record SliverType(String name, List<Image> images) {
        public SliverType {
            images = List.copyOf(images);
        }
    }

    /** A disk image; os, version and description may be empty. */
    public record Image(String name, String os, String version, String description) {}

    /** A place: ISO 3166-1 alpha-2 country, decimal degrees (WGS 84). */
    public record Location(String country, double latitude, double longitude) {}

    /**
     * A feature of a machine and its amount. Clients know {@code cpu} (MHz of a processor), {@code ram} (MiB) and
     * {@code pcshared} (it takes slivers of several users; the weight says nothing).
     */
    public record Feature(String name, long weight) {}

    public AdvertisedNode {
        hardwareTypes = List.copyOf(hardwareTypes);
        sliverTypes = List.copyOf(sliverTypes);
        interfaces = List.copyOf(interfaces);
        features = List.copyOf(features);
    }
}
