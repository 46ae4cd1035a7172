package org.berth.rspec.advertisement;

import java.util.List;
import java.util.Optional;

/**
 * A host that takes slivers of several users.
 *
 * @param name short and unique at the aggregate, fit to be the name of a URN
 * @param available whether it can be had now
 * @param freeSlots how many more slivers it takes, 0 or more
 * @param sliverTypes what it can run
 * @param location where it stands
 */
public record AdvertisedNode(
        String name, boolean available, int freeSlots, List<SliverType> sliverTypes, Optional<Location> location) {

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

    public AdvertisedNode {
        sliverTypes = List.copyOf(sliverTypes);
    }
}
