// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.request;

import static org.berth.rspec.RspecException.quoted;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.rspec.RspecException;
import org.berth.rspec.RspecException.Problem;
import org.berth.rspec.Urn;
import org.berth.rspec.v3.ComponentManager;
import org.berth.rspec.v3.DiskImage;
import org.berth.rspec.v3.Execute;
import org.berth.rspec.v3.HardwareType;
import org.berth.rspec.v3.Install;
import org.berth.rspec.v3.Interface;
import org.berth.rspec.v3.InterfaceRef;
import org.berth.rspec.v3.Link;
import org.berth.rspec.v3.LinkSharedVlan;
import org.berth.rspec.v3.Node;
import org.berth.rspec.v3.Rspec;
import org.berth.rspec.v3.Services;
import org.berth.rspec.v3.SliverType;

/**
 * Takes out of the typed view of a request what one aggregate acts on, and checks that. Nodes and links of others are left
 * alone, but for names that must tell ours from them.
 */
final class RequestReader {
    private static final int MAX_NODES = 2_000;
    private static final int MAX_LINKS = 2_000;
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    private final Urn aggregate;
    /** True if no node names an aggregate, so that all nodes are for this one. */
    private final boolean unbound;

    private final List<RequestNode> nodes;
    private final List<RequestLink> links;
    private final int others;
    /** Client ids of all interfaces of the request, and how many have each. */
    private final Map<String, Long> interfaces;
    /** Those of our nodes. */
    private final Set<String> own = new HashSet<>();

    RequestReader(Rspec root, Urn aggregate) {
        this.aggregate = aggregate;
        String type = root.type().orElse("");
        if (!type.equals("request")) {
            throw invalid("the RSpec's type is " + quoted(type) + ", it must be 'request'");
        }
        List<Node> allNodes = root.children(Node.class).toList();
        List<Link> allLinks = root.children(Link.class).toList();
        atMost(MAX_NODES, allNodes.size(), "nodes");
        atMost(MAX_LINKS, allLinks.size(), "links");
        unbound = allNodes.stream()
                .allMatch(node -> present(node.componentManagerId()).isEmpty());
        interfaces = counted(allNodes.stream()
                .flatMap(node -> node.children(Interface.class))
                .map(Interface::clientId));
        nodes = allNodes.stream().filter(this::isOurs).map(this::node).toList();
        others = allNodes.size() - nodes.size();
        requireUnique(
                "node",
                nodes.stream().map(RequestNode::clientId),
                counted(allNodes.stream().map(Node::clientId)));
        List<RequestLink> checked =
                allLinks.stream().filter(this::isOurs).map(this::link).toList();
        requireUnique(
                "link",
                checked.stream().map(RequestLink::clientId),
                counted(allLinks.stream().map(Link::clientId)));
        links = checked.stream()
                .filter(link -> link.interfaces().stream().anyMatch(own::contains))
                .toList();
    }

    List<RequestNode> nodes() {
        return nodes;
    }

    List<RequestLink> links() {
        return links;
    }

    int others() {
        return others;
    }

    private boolean isOurs(Node node) {
        return unbound
                || present(node.componentManagerId()).filter(this::isAggregate).isPresent();
    }

    /** A link is ours to judge if it joins one of our interfaces, or names us. */
    private boolean isOurs(Link link) {
        return unbound
                || link.children(InterfaceRef.class)
                        .anyMatch(ref -> ref.clientId().filter(own::contains).isPresent())
                || link.children(ComponentManager.class)
                        .anyMatch(manager -> present(manager.name())
                                .filter(this::isAggregate)
                                .isPresent());
    }

    /** Returns whether a component_manager_id is the aggregate's, in the form of GENI ({@code +am}) or of ProtoGENI. */
    private boolean isAggregate(String componentManagerId) {
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

    private RequestNode node(Node node) {
        String clientId = clientId("node", node.clientId());
        String where = "node '" + clientId + "'";
        List<SliverType> sliverTypes = node.children(SliverType.class).toList();
        if (sliverTypes.size() > 1) {
            throw invalid(where + " has " + sliverTypes.size() + " sliver_type elements, it may have one");
        }
        Optional<SliverType> sliverType = sliverTypes.stream().findFirst();
        return new RequestNode(
                clientId,
                present(node.componentManagerId()),
                present(node.componentId()),
                present(node.exclusive()).map(text -> bool(where, "exclusive", text)),
                sliverType.map(type -> required(where, "sliver_type", "name", type.name())),
                sliverType
                        .flatMap(type -> type.child(DiskImage.class))
                        .map(image -> required(where, "disk_image", "name", image.name())),
                node.children(HardwareType.class)
                        .map(type -> required(where, "hardware_type", "name", type.name()))
                        .toList(),
                services(node, Install.class)
                        .map(install -> new RequestNode.Install(
                                required(where, "install", "url", install.url()),
                                required(where, "install", "install_path", install.installPath())))
                        .toList(),
                services(node, Execute.class)
                        .map(execute -> new RequestNode.Execute(
                                required(where, "execute", "shell", execute.shell()),
                                required(where, "execute", "command", execute.command())))
                        .toList(),
                node.children(Interface.class).map(this::declared).toList());
    }

    private String declared(Interface wanted) {
        String clientId = clientId("interface", wanted.clientId());
        requireUnique("interface", Stream.of(clientId), interfaces);
        own.add(clientId);
        return clientId;
    }

    private RequestLink link(Link link) {
        String clientId = clientId("link", link.clientId());
        String where = "link '" + clientId + "'";
        List<String> joined = link.children(InterfaceRef.class)
                .map(ref -> clientId("interface_ref of " + where, ref.clientId()))
                .toList();
        joined.stream().filter(ref -> !interfaces.containsKey(ref)).findFirst().ifPresent(missing -> {
            throw invalid(where + " joins the interface '" + missing + "', which no node of the request has");
        });
        return new RequestLink(
                clientId,
                link.children(ComponentManager.class)
                        .map(manager -> required(where, "component_manager", "name", manager.name()))
                        .toList(),
                joined,
                link.child(LinkSharedVlan.class).flatMap(LinkSharedVlan::name));
    }

    private static <T> Stream<T> services(Node node, Class<T> kind) {
        return node.children(Services.class).flatMap(services -> services.children(kind));
    }

    private static String clientId(String element, Optional<String> given) {
        String clientId = given.orElseThrow(() -> invalid(element + " without client_id"));
        if (!CLIENT_ID.matcher(clientId).matches()) {
            throw invalid(element + " with the client_id " + quoted(clientId)
                    + ", it must be 1 to 255 letters, digits, '.', '_', ':' or '-'");
        }
        return clientId;
    }

    /** Counts the nodes by client id; nodes without one are not counted. */
    private static Map<String, Long> counted(Stream<Optional<String>> clientIds) {
        return clientIds
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** Checks names of ours: neither another of ours nor anybody else's has the same. */
    private static void requireUnique(String element, Stream<String> clientIds, Map<String, Long> counted) {
        clientIds.filter(id -> counted.getOrDefault(id, 0L) > 1).findFirst().ifPresent(twice -> {
            throw invalid("two " + element + " elements have the client_id '" + twice + "', it must be unique");
        });
    }

    private static void atMost(int limit, long count, String what) {
        if (count > limit) {
            throw invalid("the request has " + count + " " + what + ", at most " + limit + " are taken");
        }
    }

    private static String required(String where, String element, String attribute, Optional<String> value) {
        return present(value).orElseThrow(() -> invalid(where + " has " + article(element) + " without " + attribute));
    }

    private static String article(String element) {
        return ("aeiou".indexOf(element.charAt(0)) >= 0 ? "an " : "a ") + element;
    }

    /** An xsd:boolean. */
    private static boolean bool(String where, String attribute, String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                throw invalid(where + " has " + attribute + "=" + quoted(text) + ", it must be 'true' or 'false'");
        };
    }

    private static Optional<String> present(Optional<String> value) {
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    private static RspecException invalid(String message) {
        return new RspecException(Problem.INVALID, message);
    }
}
