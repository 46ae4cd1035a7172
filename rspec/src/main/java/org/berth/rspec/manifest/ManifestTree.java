// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.w3c.dom.NamedNodeMap;

/** The tree of one request on its way to be a manifest. */
final class ManifestTree {
    private final Document document;
    private final Element root;

    /** Client ids of the nodes that have a sliver. */
    private final Set<String> live;

    /** Client ids of interfaces that went with their nodes. */
    private final Set<String> lost = new HashSet<>();

    /** The request's tree, with our nodes annotated, or taken out where they have no sliver. */
    ManifestTree(Urn aggregate, Allocation allocation) {
        RspecDocument request = RspecDocument.parse(allocation.request());
        this.document = request.document();
        this.root = document.getDocumentElement();
        Set<String> own = RequestRspec.of(request, allocation.request(), aggregate).nodes().stream()
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
            String clientId = node.clientId().orElse("");
            ManifestNode annotation = given.get(clientId);
            if (annotation != null) {
                new NodeElement(request.element(node)).annotate(annotation);
            } else if (own.contains(clientId)) {
                removeNode(request.element(node));
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
                noteInterfaces((Element) child);
                continue;
            }
            if (known != null) {
                removeNode(known); // another aggregate's, of the same name: what is here goes first
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

    /**
     * Old clients drop a document whose link names an interface that the document has not: so links that lose one with a
     * node go with it. Others are left as they were, whatever they name.
     */
    private void removeTornLinks() {
        elements(root, "node").forEach(node -> interfaces(node).forEach(lost::remove));
        elements(root, "link").stream()
                .filter(link -> elements(link, "interface_ref").stream()
                        .anyMatch(ref -> lost.contains(ref.getAttribute("client_id"))))
                .forEach(ManifestTree::remove);
    }

    private void removeNode(Element node) {
        noteInterfaces(node);
        remove(node);
    }

    private void noteInterfaces(Element node) {
        interfaces(node).forEach(lost::add);
    }

    private static Stream<String> interfaces(Element node) {
        return elements(node, "interface").stream().map(e -> e.getAttribute("client_id"));
    }

    private boolean holdsSliver(Element element) {
        return element.getLocalName().equals("node") && live.contains(element.getAttribute("client_id"));
    }

    private Map<String, Element> identified() {
        return Stream.of("node", "link")
                .flatMap(kind -> elements(root, kind).stream())
                .collect(Collectors.toMap(ManifestTree::identity, Function.identity(), (first, second) -> first));
    }

    /** Nodes and links are told apart by their client_id, those without one by all they hold; nothing else has an identity. */
    private static String identity(Element element) {
        if (!Namespaces.RSPEC.equals(element.getNamespaceURI())) {
            return "";
        }
        return element.hasAttribute("client_id")
                ? element.getLocalName() + " " + element.getAttribute("client_id")
                : content(element);
    }

    private static String content(org.w3c.dom.Node node) {
        StringBuilder text = new StringBuilder("<").append(node.getNodeName());
        NamedNodeMap attributes = node.getAttributes();
        for (int i = 0; attributes != null && i < attributes.getLength(); i++) {
            text.append(' ').append(attributes.item(i));
        }
        text.append('>').append(Objects.requireNonNullElse(node.getNodeValue(), ""));
        Dom.children(node).forEach(child -> text.append(content(child)));
        return text.append('/').toString();
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
