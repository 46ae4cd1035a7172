package org.berth.am.slice;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.dockermaster.ContainerType;
import org.berth.rspec.RspecException;
import org.berth.rspec.request.RequestNode;
import org.berth.rspec.request.RequestRspec;

/** Refuses, before anything is reserved, what this AM cannot do; what other aggregates are asked for is left alone. */
final class RequestCheck {
    private static final Set<String> SHELLS = Set.of("sh", "bash", "/bin/sh", "/bin/bash");
    /** Each Describe reads it again; a request of hundreds of nodes has far less. */
    private static final int MAX_REQUEST = 1024 * 1024;

    private static final int MAX_COMMAND = 64 * 1024;

    private final SlicePolicy policy;
    private final Hosts hosts;

    RequestCheck(SlicePolicy policy, Hosts hosts) {
        this.policy = policy;
        this.hosts = hosts;
    }

    /** Reads a request's text. */
    static RequestRspec parse(String text) {
        try {
            RequestRspec request = RequestRspec.parse(text);
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

    /** The nodes that are ours, all of which we can serve. */
    List<RequestNode> ownNodes(RequestRspec request) {
        List<RequestNode> nodes = request.nodesOf(policy.aggregate());
        if (nodes.isEmpty()) {
            throw new AmException(
                    GeniCode.SEARCHFAILED,
                    "no node of the request is for this aggregate; give nodes component_manager_id=\""
                            + policy.aggregate() + "\"");
        }
        request.linksOf(policy.aggregate()).stream().findFirst().ifPresent(link -> {
            throw unsupported("link '" + link.clientId() + "' joins a node of this aggregate, which has no links yet");
        });
        nodes.forEach(this::check);
        return nodes;
    }

    private void check(RequestNode node) {
        String name = "node '" + node.clientId() + "'";
        type(node);
        if (node.exclusive().orElse(false) && !policy.acceptExclusive()) {
            throw new AmException(
                    GeniCode.TOOBIG, name + " has exclusive=\"true\", but all hosts here are shared; use \"false\"");
        }
        if (!node.installs().isEmpty()) {
            throw unsupported(
                    name + " has services/install '" + node.installs().get(0).url()
                            + "', which is not supported here; fetch it with an execute command");
        }
        image(node);
        for (RequestNode.Execute execute : node.executes()) {
            if (!SHELLS.contains(execute.shell())) {
                throw unsupported(name + " has an execute with shell '" + execute.shell() + "'; use sh or bash");
            }
            if (execute.command().length() > MAX_COMMAND) {
                throw new AmException(
                        GeniCode.BADARGS, name + " has an execute command over " + MAX_COMMAND + " characters");
            }
        }
    }

    /** The sliver type that a node gets. */
    ContainerType type(RequestNode node) {
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
    String image(RequestNode node) {
        if (node.diskImage().isEmpty()) {
            return "";
        }
        String wanted = node.diskImage().get();
        List<String> known = hosts.all().stream()
                .flatMap(host -> images(host).stream())
                .distinct()
                .toList();
        if (!known.contains(wanted)) {
            throw unsupported("node '" + node.clientId() + "' has disk_image '" + wanted + "'; there are "
                    + String.join(", ", known));
        }
        return wanted;
    }

    private static List<String> images(Host host) {
        return host.description().map(description -> description.images()).orElse(List.of());
    }

    private static AmException unsupported(String message) {
        return new AmException(GeniCode.UNSUPPORTED, message);
    }
}
