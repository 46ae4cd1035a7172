// SPDX-License-Identifier: Apache-2.0
package org.berth.am.slice;

import java.util.List;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Hosts;
import org.berth.am.kind.container.ContainerDemand;
import org.berth.am.kind.container.ContainerDemands;
import org.berth.am.placement.SlicePolicy;
import org.berth.rspec.RspecException;
import org.berth.rspec.Urn;
import org.berth.rspec.request.RequestRspec;

/** Refuses, before anything is reserved, what this AM cannot do; what other aggregates are asked for is left alone. */
final class RequestCheck {
    /** Each Describe reads it again; a request of hundreds of nodes has far less. */
    private static final int MAX_REQUEST = 1024 * 1024;

    private final SlicePolicy policy;
    private final ContainerDemands containers;

    RequestCheck(SlicePolicy policy, Hosts hosts) {
        this.policy = policy;
        this.containers = new ContainerDemands(policy, hosts);
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

    /** Returns the demands of the nodes that are for this aggregate, all of which it can serve; in document order. */
    List<ContainerDemand> ownNodes(RequestRspec request) {
        if (request.nodes().isEmpty()) {
            throw new AmException(
                    GeniCode.SEARCHFAILED,
                    request.others() == 0
                            ? "the request has no node"
                            : "no node of the request is for this aggregate; give nodes component_manager_id=\""
                                    + policy.aggregate() + "\"");
        }
        request.links().stream().findFirst().ifPresent(link -> {
            throw new AmException(
                    GeniCode.UNSUPPORTED,
                    "link '" + link.clientId() + "' joins a node of this aggregate, which has no links yet");
        });
        return containers.of(request.nodes());
    }
}
