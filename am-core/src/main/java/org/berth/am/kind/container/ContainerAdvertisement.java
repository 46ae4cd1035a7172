// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import java.util.List;
import org.berth.am.hosts.Host;
import org.berth.am.placement.Hardware;
import org.berth.am.placement.SlicePolicy;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.advertisement.AdvertisedNode;

/** Writes hosts as the nodes of an advertisement that containers can be had from. */
public final class ContainerAdvertisement {
    private final SlicePolicy policy;

    public ContainerAdvertisement(SlicePolicy policy) {
        this.policy = policy;
    }

    /**
     * Returns the node of one host.
     *
     * @param used how many of its slots are in use
     */
    public AdvertisedNode node(Host host, int used) {
        int slots = host.description().map(HostDescription::usableSlots).orElse(0);
        int free = Math.max(0, (host.exclusive() ? Math.min(1, slots) : slots) - used);
        List<AdvertisedNode.Image> images = policy.offeredImages(host).stream()
                .map(name -> new AdvertisedNode.Image(name, "Linux", "", ""))
                .toList();
        return new AdvertisedNode(
                host.name(),
                host.accepts() && free > 0,
                host.exclusive(),
                free,
                Hardware.types(host),
                policy.types().stream()
                        .filter(type -> host.description()
                                .map(known -> known.offers(type))
                                .orElse(true))
                        .map(type -> new AdvertisedNode.SliverType(type.name(), images))
                        .toList(),
                host.location()
                        .map(place ->
                                new AdvertisedNode.Location(place.country(), place.latitude(), place.longitude())),
                Hardware.interfaces(host),
                Hardware.features(host));
    }
}
