// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.Hardware;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.ContainerLifecycle;
import org.berth.am.store.Store;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.advertisement.AdvertisedNode;
import org.berth.rspec.advertisement.Advertisement;

/** The advertisement, written anew only when what it says has changed. */
final class Advertisements {
    private final Store store;
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final Clock clock;
    private final Map<Boolean, Written> last = new ConcurrentHashMap<>();

    Advertisements(Store store, Hosts hosts, SlicePolicy policy, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.policy = policy;
        this.clock = clock;
    }

    private record Written(List<AdvertisedNode> nodes, String text) {}

    String advertisement(boolean availableOnly) {
        Map<String, Integer> used = store.read(tables -> tables.hosts().used());
        List<AdvertisedNode> nodes = hosts.all().stream()
                .map(host -> node(host, used.getOrDefault(host.name(), 0)))
                .filter(node -> node.available() || !availableOnly)
                .toList();
        Written written = last.get(availableOnly);
        if (written == null || !written.nodes().equals(nodes)) {
            written = new Written(
                    nodes,
                    Advertisement.of(
                            policy.aggregate(), clock.instant(), ContainerLifecycle.LIFECYCLE.advertised(), nodes));
            last.put(availableOnly, written);
        }
        return written.text();
    }

    private AdvertisedNode node(Host host, int used) {
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
