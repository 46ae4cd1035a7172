// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.berth.am.kind.container.ContainerDemand;
import org.berth.dockermaster.ContainerType;
import org.berth.rspec.request.RequestNode;

/** A node of a request. */
public record Wish(
        String clientId,
        Optional<String> host,
        boolean alone,
        ContainerType type,
        String disk,
        List<String> hardwareTypes) {
    public static final ContainerType PLAIN = SlicesFixture.type("plain", OptionalLong.empty(), OptionalDouble.empty());

    public Wish(String clientId) {
        this(clientId, Optional.empty(), false, PLAIN, "", List.of());
    }

    public Wish on(String name) {
        return new Wish(clientId, Optional.of(name), alone, type, disk, hardwareTypes);
    }

    public Wish of(ContainerType other) {
        return new Wish(clientId, host, alone, other, disk, hardwareTypes);
    }

    public Wish exclusive() {
        return new Wish(clientId, host, true, type, disk, hardwareTypes);
    }

    public Wish image(String name) {
        return new Wish(clientId, host, alone, type, name, hardwareTypes);
    }

    public Wish hardware(String... names) {
        return new Wish(clientId, host, alone, type, disk, List.of(names));
    }

    public ContainerDemand demand() {
        return new ContainerDemand(
                new RequestNode(
                        clientId,
                        Optional.of(SlicesFixture.AM.toString()),
                        host,
                        Optional.of(alone),
                        Optional.empty(),
                        Optional.empty(),
                        hardwareTypes,
                        List.of(),
                        List.of(),
                        List.of()),
                type,
                disk);
    }
}
