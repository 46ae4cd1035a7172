// SPDX-License-Identifier: Apache-2.0
package org.berth.rspec.manifest;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import org.berth.rspec.v3.Namespaces;
import org.berth.rspec.xml.Dom;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A {@code node} of a request, to be told what it became. */
final class NodeElement {
    /** The child elements of {@code services} that the schema defines or that jFed has a class for. */
    private static final Set<String> IN_SERVICES = Set.of(
            Namespaces.RSPEC + " install",
            Namespaces.RSPEC + " execute",
            Namespaces.RSPEC + " login",
            Namespaces.PROXY + " proxy");

    private static final Set<String> IN_SLIVER_TYPE = Set.of(Namespaces.RSPEC + " disk_image");

    private final Element node;

    NodeElement(Element node) {
        this.node = node;
    }

    void annotate(ManifestNode given) {
        node.setAttribute("component_id", given.componentId().toString());
        node.setAttribute("component_manager_id", given.componentManagerId().toString());
        node.setAttribute("component_name", given.componentName());
        node.setAttribute("sliver_id", given.sliver().toString());
        node.setAttribute("exclusive", Boolean.toString(given.exclusive()));
        given.hardwareType().ifPresent(name -> only(node, "hardware_type", name));
        Element sliverType = only(node, "sliver_type", given.sliverType());
        given.diskImage().ifPresent(name -> only(sliverType, "disk_image", name));
        access(given);
        if (!given.extensions()) {
            Dom.children(node, Namespaces.RSPEC, "sliver_type").forEach(type -> keepOnly(type, IN_SLIVER_TYPE));
            Dom.children(node, Namespaces.RSPEC, "services").forEach(services -> keepOnly(services, IN_SERVICES));
        }
        given.host().ifPresent(this::host);
        sliverInfo(given);
    }

    private void host(ManifestNode.Host given) {
        Dom.children(node, Namespaces.RSPEC, "host").forEach(node::removeChild);
        Element host = append(node, "host");
        host.setAttribute("name", given.name());
        given.ipv4().ifPresent(address -> host.setAttribute("ipv4", address));
    }

    /** Adds the elements by which geni-tools' readyToLogin.py and remote-execute.py read a node's state. */
    private void sliverInfo(ManifestNode given) {
        Dom.children(node, Namespaces.SLIVER_INFO, "geni_sliver_info").forEach(node::removeChild);
        Element info = node.getOwnerDocument().createElementNS(Namespaces.SLIVER_INFO, "gsi:geni_sliver_info");
        info.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:gsi", Namespaces.SLIVER_INFO);
        info.setAttribute("state", given.state());
        info.setAttribute(
                "expiration_time",
                given.expires().truncatedTo(ChronoUnit.SECONDS).toString());
        node.appendChild(info);
    }

    private static void keepOnly(Element parent, Set<String> known) {
        for (Node child : Dom.children(parent)) {
            if (child instanceof Element && !known.contains(child.getNamespaceURI() + " " + child.getLocalName())) {
                parent.removeChild(child);
            }
        }
    }

    /** Replaces what the request says about logging in. */
    private void access(ManifestNode given) {
        List<Element> services = Dom.children(node, Namespaces.RSPEC, "services");
        for (Element service : services) {
            Dom.children(service, Namespaces.RSPEC, "login").forEach(service::removeChild);
            Dom.children(service, Namespaces.USER, "services_user").forEach(service::removeChild);
        }
        if (given.logins().isEmpty() && given.users().isEmpty()) {
            return;
        }
        Element last = services.isEmpty() ? append(node, "services") : services.get(services.size() - 1);
        given.users().forEach(user -> append(last, user));
        given.logins().forEach(login -> append(last, login));
    }

    private static void append(Element services, ManifestNode.Login login) {
        Element element = append(services, "login");
        element.setAttribute("authentication", "ssh-keys");
        element.setAttribute("hostname", login.hostname());
        element.setAttribute("port", Integer.toString(login.port()));
        element.setAttribute("username", login.username());
    }

    private static void append(Element services, ManifestNode.User user) {
        Element element = services.getOwnerDocument().createElementNS(Namespaces.USER, "user:services_user");
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:user", Namespaces.USER);
        element.setAttribute("login", user.login());
        element.setAttribute("user_urn", user.urn());
        for (String key : user.keys()) {
            Element publicKey = services.getOwnerDocument().createElementNS(Namespaces.USER, "user:public_key");
            publicKey.setTextContent(key);
            element.appendChild(publicKey);
        }
        services.appendChild(element);
    }

    /** Leaves one child of that kind, of that name: the first that has the name already, else a new one. */
    private static Element only(Element parent, String localName, String name) {
        List<Element> there = Dom.children(parent, Namespaces.RSPEC, localName);
        Element kept = there.stream()
                .filter(e -> e.getAttribute("name").equals(name))
                .findFirst()
                .orElseGet(() -> append(parent, localName));
        there.stream().filter(e -> e != kept).forEach(parent::removeChild);
        kept.setAttribute("name", name);
        return kept;
    }

    /** A new element with its parent's prefix, as the parent is of the main name space. */
    private static Element append(Element parent, String localName) {
        String prefix = parent.getPrefix() == null ? "" : parent.getPrefix() + ":";
        Element element = parent.getOwnerDocument().createElementNS(Namespaces.RSPEC, prefix + localName);
        parent.appendChild(element);
        return element;
    }
}
