// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerAdvertisement;
import org.berth.am.placement.SlicePolicy;
import org.berth.am.sliver.ContainerLifecycle;
import org.berth.am.store.Store;
import org.berth.rspec.advertisement.AdvertisedNode;
import org.berth.rspec.advertisement.Advertisement;

/** The advertisement, written anew only when what it says has changed. */
final class Advertisements {
    private final Store store;
    private final Hosts hosts;
    private final SlicePolicy policy;
    private final Clock clock;
    private final ContainerAdvertisement containers;
    private final Map<Boolean, Written> last = new ConcurrentHashMap<>();

    Advertisements(Store store, Hosts hosts, SlicePolicy policy, Clock clock) {
        this.store = store;
        this.hosts = hosts;
        this.policy = policy;
        this.clock = clock;
        this.containers = new ContainerAdvertisement(policy);
    }

    private record Written(List<AdvertisedNode> nodes, String text) {}

    String advertisement(boolean availableOnly) {
        Map<String, Integer> used = store.read(tables -> tables.hosts().used());
        List<AdvertisedNode> nodes = hosts.all().stream()
                .map(host -> containers.node(host, used.getOrDefault(host.name(), 0)))
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
}
