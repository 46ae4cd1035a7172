// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The most that a host gives, whatever its AM asks: section {@code [limits]} of an agent's configuration.
 *
 * @param sliverTypes names of the sliver types that are made; absent: any
 * @param capabilities Linux capabilities that a sliver may be given, without {@code CAP_}; absent: any
 * @param devices devices of the host that may appear in a sliver; absent: any
 * @param images images that slivers are made from, beside the base image; absent: any that the engine has
 * @param slots the most slivers, whatever {@code max_containers} an AM says
 * @param memoryBytes the most memory of one sliver, which has to have a limit then; absent: any
 * @param cpus the most CPUs of one sliver, which has to have a limit then; absent: any
 */
public record HostLimits(
        Optional<List<String>> sliverTypes,
        Optional<List<String>> capabilities,
        Optional<List<String>> devices,
        Optional<List<String>> images,
        int slots,
        OptionalLong memoryBytes,
        OptionalDouble cpus) {
    /** The most slivers that any host has room for. */
    public static final int MOST_SLOTS = 10_000;

    /** No limits: those of a host in the AM's own process, whose admin is the AM's. */
    public static final HostLimits NONE = new HostLimits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            MOST_SLOTS,
            OptionalLong.empty(),
            OptionalDouble.empty());

    public HostLimits {
        sliverTypes = sliverTypes.map(List::copyOf);
        capabilities = capabilities.map(List::copyOf);
        devices = devices.map(List::copyOf);
        images = images.map(List::copyOf);
    }

    /**
     * Says why a sliver is not made here.
     *
     * @param image empty for the base image
     * @return a sentence without its beginning, like {@code allows no capability SYS_ADMIN ...}; empty if it is made
     */
    public Optional<String> refusal(ContainerType type, String image) {
        return refused("sliver_type", List.of(type.name()), sliverTypes)
                .or(() -> refused("capability", type.capabilities(), capabilities))
                .or(() -> refused("device", type.devices(), devices))
                .or(() -> refused("image", image.isEmpty() ? List.of() : List.of(image), images))
                // A type that says nothing gets what this host gives by default, which is never more.
                .or(() -> type.memoryBytes().isEmpty()
                        ? Optional.empty()
                        : beyond("memory", decimal(memoryBytes), decimal(type.memoryBytes()), type))
                .or(() -> beyond("cpus", cpus, type.cpus(), type));
    }

    private static OptionalDouble decimal(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }

    private static Optional<String> refused(String what, List<String> asked, Optional<List<String>> allowed) {
        return allowed.flatMap(names -> asked.stream()
                .filter(name -> !names.contains(name))
                .findFirst()
                .map(name -> "allows no " + what + " '" + name + "' by [limits] of its own configuration, only "
                        + (names.isEmpty() ? "none" : String.join(", ", names))));
    }

    private static Optional<String> beyond(String what, OptionalDouble most, OptionalDouble asked, ContainerType type) {
        boolean limited = asked.orElse(ContainerType.UNLIMITED) != ContainerType.UNLIMITED;
        if (most.isEmpty() || (limited && asked.getAsDouble() <= most.getAsDouble())) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "allows %s up to %.2f by [limits] of its own configuration, and sliver_type '%s' has %s",
                what,
                most.getAsDouble(),
                type.name(),
                limited ? String.format(Locale.ROOT, "%.2f", asked.getAsDouble()) : "no limit"));
    }
}
