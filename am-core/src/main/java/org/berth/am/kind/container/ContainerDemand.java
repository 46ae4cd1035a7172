// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;
import org.berth.am.placement.Demand;
import org.berth.dockermaster.ContainerType;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.request.RequestNode;

/**
 * The needs of a node that becomes a container on a host.
 *
 * @param node the node, which this aggregate can serve
 * @param type the sliver type that it gets
 * @param image the engine's name of the image that it gets, empty for the base image
 */
public record ContainerDemand(RequestNode node, ContainerType type, String image) implements Demand {
    private static final int MILLIS = 1000;

    @Override
    public String clientId() {
        return node.clientId();
    }

    @Override
    public String element() {
        return "node '" + clientId() + "'";
    }

    @Override
    public Optional<String> componentId() {
        return node.componentId();
    }

    @Override
    public List<String> hardwareTypes() {
        return node.hardwareTypes();
    }

    @Override
    public boolean exclusive() {
        return node.exclusive().orElse(false);
    }

    @Override
    public String sliverType() {
        return type.name();
    }

    @Override
    public long memoryBytes() {
        return memoryBytes(type);
    }

    @Override
    public long millicpus() {
        return millicpus(type);
    }

    /** Memory promised to a container of a type; 0 where the type has no limit. */
    public static long memoryBytes(ContainerType type) {
        return type.memoryBytes().orElse(0);
    }

    /** Thousandths of a CPU promised to a container of a type; 0 where the type has no limit. */
    public static long millicpus(ContainerType type) {
        return Math.round(type.cpus().orElse(0) * MILLIS);
    }

    @Override
    public Optional<String> unsuited(Host host) {
        Optional<String> withheld =
                host.description().filter(known -> !known.offers(type)).flatMap(HostDescription::networkProblem);
        if (withheld.isPresent()) {
            return Optional.of("does not offer sliver_type " + type.name() + " (" + withheld.get() + ")");
        }
        boolean hasImage = image.isEmpty()
                || host.description()
                        .filter(known -> known.images().contains(image))
                        .isPresent();
        return hasImage
                ? host.description().flatMap(known -> known.limits().refusal(type, image))
                : Optional.of("does not have disk_image '" + image + "'");
    }

    @Override
    public List<String> constraints() {
        return image.isEmpty() ? List.of() : List.of("disk_image '" + image + "'");
    }
}
