// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import org.berth.dockermaster.ContainerType;
import org.berth.rspec.request.RequestNode;

/**
 * What a node of a request needs of a host.
 *
 * @param node the node, which we can serve
 * @param type the sliver type that it gets
 * @param image the engine's name of the image that it gets, empty for the base image
 */
public record ResourceRequirements(RequestNode node, ContainerType type, String image) {
    private static final int MILLIS = 1000;

    /** 0 where the type has no limit. */
    public long memoryBytes() {
        return memoryBytes(type);
    }

    /** Thousandths of a CPU; 0 where the type has no limit. */
    public long millicpus() {
        return millicpus(type);
    }

    public static long memoryBytes(ContainerType type) {
        return type.memoryBytes().orElse(0);
    }

    public static long millicpus(ContainerType type) {
        return Math.round(type.cpus().orElse(0) * MILLIS);
    }

    /** Only {@code exclusive="true"} asks for a host of its own. */
    boolean exclusive() {
        return node.exclusive().orElse(false);
    }
}
