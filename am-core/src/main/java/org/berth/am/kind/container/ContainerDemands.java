// SPDX-License-Identifier: Apache-2.0
package org.berth.am.kind.container;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Hosts;
import org.berth.am.placement.SlicePolicy;
import org.berth.dockermaster.ContainerType;
import org.berth.rspec.request.RequestNode;

/** Reads what the nodes of a request need, and refuses those that this aggregate cannot serve. */
public final class ContainerDemands {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "/bin/sh", "/bin/bash");
    private static final int MAX_COMMAND = 64 * 1024;
    private static final int MAX_COMMANDS = 100;
    private static final int MAX_INSTALLS = 50;
    private static final int MAX_URL = 2048;
    private static final int MAX_PATH = 1024;
    /** Linux takes any bytes in a path; control characters in one are a mistake or an attack on somebody's terminal. */
    private static final Pattern INSTALL_PATH = Pattern.compile("/\\P{Cntrl}{0," + (MAX_PATH - 1) + "}");

    private static final Set<String> FETCHED = Set.of("http", "https");
    /** The number of characters of a wrong value that are repeated to its sender. */
    private static final int TOLD = 200;

    private final SlicePolicy policy;
    private final Hosts hosts;

    public ContainerDemands(SlicePolicy policy, Hosts hosts) {
        this.policy = policy;
        this.hosts = hosts;
    }

    /**
     * Reads the demands of nodes.
     *
     * @return one for each node, in their order
     * @throws AmException 1 or 13 with what of which node cannot be served
     */
    public List<ContainerDemand> of(List<RequestNode> nodes) {
        boolean plain = nodes.stream().allMatch(node -> node.diskImage().isEmpty());
        Set<String> offered = plain ? Set.of() : offeredImages();
        return nodes.stream().map(node -> demand(node, offered)).toList();
    }

    /** In the order of the hosts. */
    private Set<String> offeredImages() {
        return hosts.all().stream()
                .flatMap(host -> policy.offeredImages(host).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private ContainerDemand demand(RequestNode node, Set<String> offered) {
        ContainerDemand demand = new ContainerDemand(node, type(node), image(node, offered));
        String name = "node '" + node.clientId() + "'";
        if (node.installs().size() > MAX_INSTALLS) {
            throw new AmException(
                    GeniCode.BADARGS,
                    name + " has " + node.installs().size() + " services/install, at most " + MAX_INSTALLS
                            + " are carried out");
        }
        if (node.executes().size() > MAX_COMMANDS) {
            throw new AmException(
                    GeniCode.BADARGS,
                    name + " has " + node.executes().size() + " services/execute, at most " + MAX_COMMANDS
                            + " are carried out");
        }
        node.installs().forEach(install -> check(name, install));
        for (RequestNode.Execute execute : node.executes()) {
            if (!SHELLS.contains(execute.shell())) {
                throw unsupported(name + " has an execute with shell '" + execute.shell() + "'; use sh or bash");
            }
            if (execute.command().length() > MAX_COMMAND) {
                throw new AmException(
                        GeniCode.BADARGS, name + " has an execute command over " + MAX_COMMAND + " characters");
            }
        }
        return demand;
    }

    private static void check(String node, RequestNode.Install install) {
        if (install.url().length() > MAX_URL || !isFetchable(install.url())) {
            throw new AmException(
                    GeniCode.BADARGS,
                    node + " has an install of url '" + beginning(install.url())
                            + "'; it has to be an http or https URL of at most " + MAX_URL + " characters");
        }
        if (!INSTALL_PATH.matcher(install.path()).matches()) {
            throw new AmException(
                    GeniCode.BADARGS,
                    node + " has an install with install_path '" + beginning(install.path())
                            + "'; it has to be an absolute path of at most " + MAX_PATH + " characters");
        }
    }

    private static boolean isFetchable(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() != null
                    && FETCHED.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                    && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String beginning(String text) {
        return text.length() > TOLD ? text.substring(0, TOLD) + "..." : text;
    }

    /** The sliver type that a node gets. */
    private ContainerType type(RequestNode node) {
        Optional<String> wanted = node.sliverType();
        return wanted.isEmpty()
                ? policy.defaultType()
                : policy.type(wanted.get())
                        .orElseThrow(() -> new AmException(
                                GeniCode.BADARGS,
                                "node '" + node.clientId() + "' has sliver_type '" + wanted.get() + "'; there are "
                                        + String.join(", ", policy.typesByName().keySet())));
    }

    /** The engine's name of the image that a node gets, empty for the base image. */
    private static String image(RequestNode node, Set<String> offered) {
        if (node.diskImage().isEmpty()) {
            return "";
        }
        String wanted = node.diskImage().get();
        if (!offered.contains(wanted)) {
            throw unsupported("node '" + node.clientId() + "' has disk_image '" + beginning(wanted) + "'; there "
                    + (offered.isEmpty() ? "is none now" : "are " + String.join(", ", offered)));
        }
        return wanted;
    }

    private static AmException unsupported(String message) {
        return new AmException(GeniCode.UNSUPPORTED, message);
    }
}
