// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.advertisement;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Available;
import org.berth.rspec.v3.DiskImage;
import org.berth.rspec.v3.Feature;
import org.berth.rspec.v3.HardwareType;
import org.berth.rspec.v3.Interface;
import org.berth.rspec.v3.Location;
import org.berth.rspec.v3.Namespaces;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.NodeType;
import org.berth.rspec.v3.Rspec;
import org.berth.rspec.v3.RspecDocument;
import org.berth.rspec.v3.SliverType;
import org.berth.rspec.xml.AsciiXml;

/** The advertisement of an aggregate whose nodes are container hosts. */
public final class Advertisement {
    /** The first hardware type of every node, as docker-am calls it. */
    public static final String HARDWARE_TYPE = "docker_cluster";

    private static final String SCHEMA_LOCATION = String.join(
            " ", Namespaces.RSPEC, Namespaces.RSPEC + "/ad.xsd", Namespaces.OPSTATE, Namespaces.OPSTATE + "/ad.xsd");

    /** No link can be had to these interfaces; slivers are reached through them. */
    private static final String ROLE = "control";

    private static final int MAX_HARDWARE_TYPE = 64;
    private static final Pattern UNFIT = Pattern.compile("[^A-Za-z0-9._]+");
    private static final Pattern HYPHENS_AT_ENDS = Pattern.compile("^-+|-+$");

    /** Linux takes more than this, but such a name fits no URN. */
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9._:-]{1,15}");

    private Advertisement() {}

    /**
     * A machine's product as the name of a hardware type, e.g. {@code Dell-Inc.-PowerEdge-R430}: letters, digits, dots,
     * underscores and hyphens, at most 64 of them, so that nobody has to quote it.
     *
     * @return nothing if nothing is left of it
     */
    public static Optional<String> hardwareType(String product) {
        String plain = UNFIT.matcher(product).replaceAll("-");
        String cut = plain.substring(0, Math.min(plain.length(), MAX_HARDWARE_TYPE));
        return Optional.of(HYPHENS_AT_ENDS.matcher(cut).replaceAll("")).filter(name -> !name.isEmpty());
    }

    /** The URN under which a node is advertised, and by which a request may ask for it. */
    public static Urn componentId(Urn aggregate, String nodeName) {
        return new Urn(aggregate.authority(), "node", nodeName);
    }

    /**
     * The advertisement as XML in ASCII.
     *
     * @param aggregate the aggregate's URN
     * @param generated when this was true
     * @param states of all slivers; described where there is a node
     * @param nodes in the order to be shown; the caller leaves out what was not asked for
     */
    public static String of(Urn aggregate, Instant generated, OperationalStates states, List<AdvertisedNode> nodes) {
        List<String> sliverTypes = nodes.stream()
                .flatMap(node -> node.sliverTypes().stream())
                .map(AdvertisedNode.SliverType::name)
                .distinct()
                .toList();
        List<Object> children = new ArrayList<>();
        if (!sliverTypes.isEmpty()) {
            children.add(states.element(aggregate, sliverTypes));
        }
        nodes.forEach(node -> children.add(node(aggregate, node)));
        Rspec rspec = new Rspec(
                "advertisement",
                Optional.of(generated.truncatedTo(ChronoUnit.SECONDS).toString()),
                SCHEMA_LOCATION,
                children);
        return AsciiXml.write(RspecDocument.documentOf(rspec));
    }

    private static Node node(Urn aggregate, AdvertisedNode node) {
        List<Object> children = new ArrayList<>();
        children.add(new Available(Boolean.toString(node.available())));
        node.location()
                .ifPresent(place -> children.add(new Location(
                        place.country(), Double.toString(place.latitude()), Double.toString(place.longitude()))));
        Stream.concat(Stream.of(HARDWARE_TYPE), node.hardwareTypes().stream())
                .distinct()
                .forEach(type -> children.add(
                        new HardwareType(type, List.of(new NodeType(Integer.toString(node.freeSlots()))))));
        node.sliverTypes().forEach(type -> children.add(sliverType(type)));
        node.interfaces().stream()
                .filter(nic -> INTERFACE.matcher(nic).matches())
                .distinct()
                .forEach(nic -> children.add(
                        new Interface(interfaceId(aggregate, node.name(), nic).toString(), ROLE)));
        node.features().forEach(feature -> children.add(new Feature(feature.name(), Long.toString(feature.weight()))));
        return new Node(
                componentId(aggregate, node.name()).toString(),
                aggregate.toString(),
                node.name(),
                Boolean.toString(node.exclusive()),
                children);
    }

    private static Urn interfaceId(Urn aggregate, String nodeName, String nic) {
        return new Urn(aggregate.authority(), "interface", nodeName + ":" + nic);
    }

    private static SliverType sliverType(AdvertisedNode.SliverType type) {
        Stream<DiskImage> images = type.images().stream()
                .map(image -> new DiskImage(image.name(), image.os(), image.version(), image.description()));
        return new SliverType(type.name(), images.toList());
    }
}
