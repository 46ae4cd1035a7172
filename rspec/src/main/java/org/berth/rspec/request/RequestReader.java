package org.berth.rspec.request;

import static org.berth.rspec.RspecException.quoted;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.berth.rspec.RspecException;
import org.berth.rspec.RspecException.Problem;
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

/** Checks the typed view of a request, and takes out of it what we act on. */
final class RequestReader {
    private static final int MAX_NODES = 2_000;
    private static final int MAX_LINKS = 2_000;
    private static final Pattern CLIENT_ID = Pattern.compile("[A-Za-z0-9._:-]{1,255}");

    private final List<RequestNode> nodes;
    private final List<RequestLink> links;
    private final Set<String> interfaces = new HashSet<>();

    RequestReader(Rspec root) {
        String type = root.type().orElse("");
        if (!type.equals("request")) {
            throw invalid("the RSpec's type is " + quoted(type) + ", it must be 'request'");
        }
        atMost(MAX_NODES, root.children(Node.class).count(), "nodes");
        atMost(MAX_LINKS, root.children(Link.class).count(), "links");
        nodes = root.children(Node.class).map(this::node).toList();
        links = root.children(Link.class).map(this::link).toList();
        distinct("node", nodes.stream().map(RequestNode::clientId).toList());
        distinct("link", links.stream().map(RequestLink::clientId).toList());
    }

    List<RequestNode> nodes() {
        return nodes;
    }

    List<RequestLink> links() {
        return links;
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
        if (!interfaces.add(clientId)) {
            throw invalid("two interface elements have the client_id '" + clientId + "', it must be unique");
        }
        return clientId;
    }

    private RequestLink link(Link link) {
        String clientId = clientId("link", link.clientId());
        String where = "link '" + clientId + "'";
        List<String> joined = link.children(InterfaceRef.class)
                .map(ref -> clientId("interface_ref of " + where, ref.clientId()))
                .toList();
        joined.stream().filter(ref -> !interfaces.contains(ref)).findFirst().ifPresent(missing -> {
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

    private static void distinct(String element, List<String> clientIds) {
        Set<String> seen = new HashSet<>();
        clientIds.stream().filter(id -> !seen.add(id)).findFirst().ifPresent(twice -> {
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
