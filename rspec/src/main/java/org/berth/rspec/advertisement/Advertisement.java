package org.berth.rspec.advertisement;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.Available;
import org.berth.rspec.v3.DiskImage;
import org.berth.rspec.v3.HardwareType;
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
    /** The hardware type of every node, as docker-am calls it. */
    public static final String HARDWARE_TYPE = "docker_cluster";

    private static final String SCHEMA_LOCATION = String.join(
            " ", Namespaces.RSPEC, Namespaces.RSPEC + "/ad.xsd", Namespaces.OPSTATE, Namespaces.OPSTATE + "/ad.xsd");

    private Advertisement() {}

    /** The URN under which a node is advertised, and by which a request may ask for it. */
    public static Urn componentId(Urn aggregate, String nodeName) {
        return new Urn(aggregate.authority(), "node", nodeName);
    }

    /**
     * The advertisement as XML in ASCII.
     *
     * @param aggregate the aggregate's URN
     * @param generated when this was true
     * @param nodes in the order to be shown; the caller leaves out what was not asked for
     */
    public static String of(Urn aggregate, Instant generated, List<AdvertisedNode> nodes) {
        List<String> sliverTypes = nodes.stream()
                .flatMap(node -> node.sliverTypes().stream())
                .map(AdvertisedNode.SliverType::name)
                .distinct()
                .toList();
        List<Object> children = new ArrayList<>();
        if (!sliverTypes.isEmpty()) {
            children.add(OperationalStates.of(aggregate, sliverTypes));
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
        children.add(new HardwareType(HARDWARE_TYPE, List.of(new NodeType(Integer.toString(node.freeSlots())))));
        node.sliverTypes().forEach(type -> children.add(sliverType(type)));
        return new Node(
                componentId(aggregate, node.name()).toString(), aggregate.toString(), node.name(), "false", children);
    }

    private static SliverType sliverType(AdvertisedNode.SliverType type) {
        Stream<DiskImage> images = type.images().stream()
                .map(image -> new DiskImage(image.name(), image.os(), image.version(), image.description()));
        return new SliverType(type.name(), images.toList());
    }
}
