package org.berth.rspec.request;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.berth.rspec.Compression;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.RspecDocument;

/**
 * A request RSpec of version 3 that is sound as a document. It is sent unchanged to every aggregate of an experiment, so
 * that it may hold nodes and links of others.
 *
 * @param xml the document's text, not compressed: what to store, and to make the manifest from
 * @param nodes all nodes, in order
 * @param links all links, in order
 */
public record RequestRspec(String xml, List<RequestNode> nodes, List<RequestLink> links) {
    public RequestRspec {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    /**
     * Reads a request: XML, or base64 of zlib of it.
     *
     * @throws RspecException with what is wrong, naming the element and the value
     */
    public static RequestRspec parse(String text) {
        String stripped = (text.startsWith("\ufeff") ? text.substring(1) : text).strip();
        String xml = stripped.startsWith("<")
                ? stripped
                : Compression.decompress(stripped).strip();
        return of(RspecDocument.parse(xml), xml);
    }

    /**
     * Reads a request that is parsed already.
     *
     * @param xml the text that the document was parsed from
     * @throws RspecException with what is wrong, naming the element and the value
     */
    public static RequestRspec of(RspecDocument document, String xml) {
        RequestReader reader = new RequestReader(document.root());
        return new RequestRspec(xml, reader.nodes(), reader.links());
    }

    /**
     * The nodes that are meant for an aggregate: those that name it, and where no node of the request names any
     * aggregate, all of them.
     *
     * @param aggregate the aggregate's URN; {@code +cm} of the same authority means it too
     */
    public List<RequestNode> nodesOf(Urn aggregate) {
        boolean unbound =
                nodes.stream().allMatch(node -> node.componentManagerId().isEmpty());
        return nodes.stream()
                .filter(node -> unbound
                        || node.componentManagerId()
                                .filter(named -> names(aggregate, named))
                                .isPresent())
                .toList();
    }

    /** The links that join at least one interface of a node that is meant for an aggregate. */
    public List<RequestLink> linksOf(Urn aggregate) {
        Set<String> own = new HashSet<>();
        nodesOf(aggregate).forEach(node -> own.addAll(node.interfaces()));
        return links.stream()
                .filter(link -> link.interfaces().stream().anyMatch(own::contains))
                .toList();
    }

    /** Whether a component_manager_id is the aggregate's, in the form of GENI ({@code +am}) or of ProtoGENI. */
    private static boolean names(Urn aggregate, String componentManagerId) {
        Urn named;
        try {
            named = Urn.parse(componentManagerId);
        } catch (IllegalArgumentException e) {
            return false; // whatever else is written there means somebody else
        }
        return named.hasType("authority")
                && named.authority().equalsIgnoreCase(aggregate.authority())
                && (named.name().equalsIgnoreCase("am") || named.name().equalsIgnoreCase("cm"));
    }
}
