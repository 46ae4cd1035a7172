package org.berth.rspec.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.rspec.Urn;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;
import org.berth.rspec.v3.Namespaces;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.RspecDocument;
import org.berth.rspec.xml.AsciiXml;
import org.berth.rspec.xml.Dom;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** The tree of one request on its way to be a manifest. */
final class ManifestTree {
    private final Document document;
    private final Element root;

    /** Client ids of the nodes that have a sliver. */
    private final Set<String> live;

    /** The request's tree, with our nodes annotated, or taken out where they have no sliver. */
    ManifestTree(Urn aggregate, Allocation allocation) {
        RspecDocument request = RspecDocument.parse(allocation.request());
        this.document = request.document();
        this.root = document.getDocumentElement();
        Set<String> own = RequestRspec.of(request, allocation.request()).nodesOf(aggregate).stream()
                .map(RequestNode::clientId)
                .collect(Collectors.toSet());
        Map<String, ManifestNode> given =
                allocation.nodes().stream().collect(Collectors.toMap(ManifestNode::clientId, Function.identity()));
        this.live = given.keySet();
        if (!own.containsAll(live)) {
            throw new IllegalArgumentException("slivers " + live + " for the request's nodes " + own);
        }
        List<Node> nodes = request.root().children(Node.class).toList();
        for (Node node : nodes) {
            String clientId = node.clientId().orElseThrow();
            ManifestNode annotation = given.get(clientId);
            if (annotation != null) {
                new NodeElement(request.element(node)).annotate(annotation);
            } else if (own.contains(clientId)) {
                remove(request.element(node));
            }
        }
        removeTornLinks();
    }

    /** Puts the children of a later request's root behind those of this one. */
    void add(ManifestTree later) {
        Map<String, Element> present = identified();
        Map<String, String> outer = NamespaceScope.declaredAt(root);
        Map<String, String> scope = NamespaceScope.declaredAt(later.root);
        for (org.w3c.dom.Node child : Dom.children(later.root)) {
            Element known = child instanceof Element element ? present.get(identity(element)) : null;
            if (known != null && !later.holdsSliver((Element) child)) {
                continue;
            }
            if (known != null) {
                remove(known); // another aggregate's, of the same name: what is here goes first
            }
            org.w3c.dom.Node copy = document.importNode(child, true);
            if (copy instanceof Element element) {
                NamespaceScope.carry(scope, outer, element);
            }
            root.appendChild(copy);
        }
        removeTornLinks();
    }

    /** Makes the root a manifest's, and writes the document. */
    String finish(Optional<String> expires) {
        root.setAttribute("type", "manifest");
        root.removeAttribute("expires");
        expires.ifPresent(time -> root.setAttribute("expires", time));
        SchemaLocation.replace(root, Namespaces.RSPEC, Manifest.SCHEMA);
        return AsciiXml.write(document);
    }

    /** Old clients drop a document whose link names an interface that the document has not. */
    private void removeTornLinks() {
        Set<String> interfaces = elements(root, "node").stream()
                .flatMap(node -> elements(node, "interface").stream())
                .map(e -> e.getAttribute("client_id"))
                .collect(Collectors.toSet());
        elements(root, "link").stream()
                .filter(link -> elements(link, "interface_ref").stream()
                        .anyMatch(ref -> !interfaces.contains(ref.getAttribute("client_id"))))
                .forEach(ManifestTree::remove);
    }

    private boolean holdsSliver(Element element) {
        return element.getLocalName().equals("node") && live.contains(element.getAttribute("client_id"));
    }

    private Map<String, Element> identified() {
        return Stream.of("node", "link")
                .flatMap(kind -> elements(root, kind).stream())
                .collect(Collectors.toMap(ManifestTree::identity, Function.identity()));
    }

    /** Nodes and links are told apart by their client_id; nothing else has an identity. */
    private static String identity(Element element) {
        return Namespaces.RSPEC.equals(element.getNamespaceURI())
                ? element.getLocalName() + " " + element.getAttribute("client_id")
                : "";
    }

    private static List<Element> elements(Element parent, String localName) {
        return Dom.children(parent, Namespaces.RSPEC, localName);
    }

    private static void remove(Element element) {
        org.w3c.dom.Node parent = element.getParentNode();
        if (parent != null) {
            parent.removeChild(element);
        }
    }
}
