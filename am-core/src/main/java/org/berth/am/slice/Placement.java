package org.berth.am.slice;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.dockermaster.HostDescription;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;
import org.berth.rspec.request.RequestNode;

/** Chooses a host for each node of a request: the one it names, else the one with the most free slots. */
final class Placement {
    private final Hosts hosts;
    private final Urn aggregate;
    private final Map<String, Integer> free = new HashMap<>();

    /**
     * @param used slots taken, by host name
     */
    Placement(Hosts hosts, Urn aggregate, Map<String, Integer> used) {
        this.hosts = hosts;
        this.aggregate = aggregate;
        for (Host host : hosts.all()) {
            int slots = host.accepts()
                    ? host.description().map(HostDescription::slots).orElse(0)
                    : 0;
            free.put(host.name(), slots - used.getOrDefault(host.name(), 0));
        }
    }

    /**
     * Takes a slot for each node, those that leave the least choice first.
     *
     * @param image the image that a node's host must have, empty for the base image
     * @return the hosts by client_id
     */
    Map<String, Host> take(List<RequestNode> nodes, Function<RequestNode, String> image) {
        Map<String, Host> chosen = new HashMap<>();
        nodes.stream()
                .sorted(Comparator.comparing(
                                (RequestNode node) -> node.componentId().isEmpty())
                        .thenComparing(node -> image.apply(node).isEmpty()))
                .forEach(node -> chosen.put(node.clientId(), take(node, image.apply(node))));
        return chosen;
    }

    /**
     * Takes a slot for a node.
     *
     * @param image the image that the host must have, empty for the base image
     * @throws AmException 12 if the host it names is not one of ours, 11 if that is not reachable, 6 if nothing is free
     */
    private Host take(RequestNode node, String image) {
        List<Host> candidates = candidates(node);
        Host host = candidates.stream()
                .filter(candidate -> free(candidate) > 0 && has(candidate, image))
                .max(Comparator.comparingInt(this::free))
                .orElseThrow(() -> nothingFree(node, image, candidates));
        free.merge(host.name(), -1, Integer::sum);
        return host;
    }

    private int free(Host host) {
        return free.getOrDefault(host.name(), 0);
    }

    private static boolean has(Host host, String image) {
        return image.isEmpty()
                || host.description()
                        .filter(description -> description.images().contains(image))
                        .isPresent();
    }

    private List<Host> candidates(RequestNode node) {
        if (!node.hardwareTypes().isEmpty() && !node.hardwareTypes().contains(Advertisement.HARDWARE_TYPE)) {
            throw new AmException(
                    GeniCode.TOOBIG,
                    "node '" + node.clientId() + "' wants hardware_type " + String.join(" or ", node.hardwareTypes())
                            + "; there is only " + Advertisement.HARDWARE_TYPE + " here");
        }
        if (node.componentId().isEmpty()) {
            return List.copyOf(hosts.all());
        }
        String wanted = node.componentId().get();
        List<Host> named = hosts.all().stream()
                .filter(host -> wanted.equalsIgnoreCase(host.name())
                        || wanted.equalsIgnoreCase(Advertisement.componentId(aggregate, host.name())
                                .toString()))
                .toList();
        if (named.isEmpty()) {
            throw new AmException(
                    GeniCode.SEARCHFAILED,
                    "node '" + node.clientId() + "' wants component_id '" + wanted + "'; there are "
                            + hosts.all().stream()
                                    .map(host -> Advertisement.componentId(aggregate, host.name())
                                            .toString())
                                    .collect(Collectors.joining(", ")));
        }
        return named;
    }

    private static AmException nothingFree(RequestNode node, String image, List<Host> candidates) {
        if (candidates.stream().noneMatch(Host::available)) {
            return new AmException(
                    GeniCode.UNAVAILABLE,
                    "no host for node '" + node.clientId() + "': "
                            + candidates.stream()
                                    .flatMap(host -> host.trouble().stream())
                                    .collect(Collectors.joining("; ")));
        }
        return new AmException(
                GeniCode.TOOBIG,
                "no host has a free slot for node '" + node.clientId() + "'"
                        + (image.isEmpty() ? "" : " and its disk_image '" + image + "'") + "; asked: "
                        + candidates.stream().map(Host::name).collect(Collectors.joining(", ")));
    }
}
