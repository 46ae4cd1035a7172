// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.List;
import java.util.Optional;
import org.berth.am.hosts.Host;

/** The needs of one element of a request on a host. Each kind of sliver has a demand of its own. */
public interface Demand {
    /** The element's client_id, unique in its request. */
    String clientId();

    /** The element for messages: {@code node 'a'}. */
    String element();

    /** Name or component_id of the host that the element names; empty if any host will do. */
    Optional<String> componentId();

    /** Hardware types of which the host must have one; empty if any will do. */
    List<String> hardwareTypes();

    /** Returns whether the element asks for a host of its own: {@code exclusive="true"} alone does. */
    boolean exclusive();

    /** The sliver type that the element gets, for messages. */
    String sliverType();

    /** Memory promised to the sliver; 0 if it has no limit. */
    long memoryBytes();

    /** Thousandths of a CPU promised to the sliver; 0 if it has no limit. */
    long millicpus();

    /**
     * Returns the reason why a host can never serve the element, to follow the host's name in a sentence; empty if it
     * can.
     */
    Optional<String> unsuited(Host host);

    /**
     * Returns the other parts of the element that narrow the choice of hosts, for a refusal: {@code disk_image 'x'}.
     */
    List<String> constraints();
}
