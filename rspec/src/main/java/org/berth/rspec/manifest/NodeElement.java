package org.berth.rspec.manifest;

import java.util.List;
import javax.xml.XMLConstants;
import org.berth.rspec.v3.Namespaces;
import org.berth.rspec.xml.Dom;
import org.w3c.dom.Element;

/** A {@code node} of a request, to be told what it became. */
final class NodeElement {
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
