// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

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
import org.berth.am.placement.ResourceRequirements;
import org.berth.am.placement.SlicePolicy;
import org.berth.dockermaster.ContainerType;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;

/** Refuses, before anything is reserved, what this AM cannot do; what other aggregates are asked for is left alone. */
final class RequestCheck {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "/bin/sh", "/bin/bash");
    /** Each Describe reads it again; a request of hundreds of nodes has far less. */
    private static final int MAX_REQUEST = 1024 * 1024;

    private static final int MAX_COMMAND = 64 * 1024;
    private static final int MAX_COMMANDS = 100;
    private static final int MAX_INSTALLS = 50;
    private static final int MAX_URL = 2048;
    private static final int MAX_PATH = 1024;
    /** Linux takes any bytes in a path; control characters in one are a mistake or an attack on somebody's terminal. */
    private static final Pattern INSTALL_PATH = Pattern.compile("/\\P{Cntrl}{0," + (MAX_PATH - 1) + "}");

    private static final Set<String> FETCHED = Set.of("http", "https");
    /** How much of a wrong value is repeated to its sender. */
    private static final int TOLD = 200;

    private final SlicePolicy policy;
    private final Hosts hosts;

    RequestCheck(SlicePolicy policy, Hosts hosts) {
        this.policy = policy;
        this.hosts = hosts;
    }

    /** Reads a request's text, as far as it is meant for an aggregate. */
    static RequestRspec parse(String text, Urn aggregate) {
        try {
            RequestRspec request = RequestRspec.parse(text, aggregate);
            if (request.xml().length() > MAX_REQUEST) {
                throw new AmException(
                        GeniCode.TOOBIG,
                        "the request has " + request.xml().length() + " characters, at most " + MAX_REQUEST
                                + " are kept");
            }
            return request;
        } catch (RspecException e) {
            GeniCode code =
                    e.problem() == RspecException.Problem.UNSUPPORTED_VERSION ? GeniCode.BADVERSION : GeniCode.BADARGS;
            throw new AmException(code, String.valueOf(e.getMessage()), e);
        }
    }

    /** What the nodes that are ours need, all of which we can serve; in document order. */
    List<ResourceRequirements> ownNodes(RequestRspec request) {
        if (request.nodes().isEmpty()) {
            throw new AmException(
                    GeniCode.SEARCHFAILED,
                    request.others() == 0
                            ? "the request has no node"
                            : "no node of the request is for this aggregate; give nodes component_manager_id=\""
                                    + policy.aggregate() + "\"");
        }
        request.links().stream().findFirst().ifPresent(link -> {
            throw unsupported("link '" + link.clientId() + "' joins a node of this aggregate, which has no links yet");
        });
        boolean plain =
                request.nodes().stream().allMatch(node -> node.diskImage().isEmpty());
        Set<String> offered = plain ? Set.of() : offeredImages();
        return request.nodes().stream().map(node -> needs(node, offered)).toList();
    }

    /** In the order of the hosts. */
    private Set<String> offeredImages() {
        return hosts.all().stream()
                .flatMap(host -> policy.offeredImages(host).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private ResourceRequirements needs(RequestNode node, Set<String> offered) {
        ResourceRequirements needs = new ResourceRequirements(node, type(node), image(node, offered));
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
        return needs;
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
