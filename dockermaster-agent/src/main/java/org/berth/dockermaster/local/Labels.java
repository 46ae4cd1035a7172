// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.berth.dockermaster.Egress;
import org.berth.dockermaster.Endpoint;
import org.berth.dockermaster.state.Reservation;

/**
 * The labels that a sliver's container is created with: all that is needed to know it again when nothing is left but
 * the engine.
 */
final class Labels {
    static final String SLIVER = "org.berth.sliver";
    static final String PORT = "org.berth.port";
    /** The label with the number of bytes that the container may write to its disk, where this host watches that. */
    static final String DISK = "org.berth.disk";

    static final String AM = "org.berth.am";
    private static final String SLICE = "org.berth.slice";
    private static final String NODE = "org.berth.node";
    private static final String TYPE = "org.berth.type";
    private static final String GENERATION = "org.berth.generation";
    private static final String IMAGE = "org.berth.image";
    private static final String MAC = "org.berth.mac";
    private static final String IPV6 = "org.berth.ipv6";
    /** The label with the destinations outside that the container may connect to, as its type says. */
    static final String EGRESS = "org.berth.egress";

    private Labels() {}

    static Map<String, String> of(Reservation r, Egress egress) {
        Map<String, String> labels = new HashMap<>();
        labels.put(AM, r.am());
        labels.put(SLIVER, r.sliver());
        labels.put(SLICE, r.slice());
        labels.put(NODE, r.node());
        labels.put(TYPE, r.type());
        labels.put(GENERATION, Integer.toString(r.generation()));
        labels.put(IMAGE, r.image());
        labels.put(PORT, Integer.toString(r.endpoint().sshPort()));
        labels.put(MAC, r.endpoint().mac());
        labels.put(EGRESS, egress.toString());
        r.endpoint().ipv6().ifPresent(ipv6 -> labels.put(IPV6, ipv6));
        return labels;
    }

    /** Reads the reservation from a container's labels; empty if they are not as {@link #of} makes them. */
    static Optional<Reservation> read(Map<String, String> labels) {
        try {
            return Optional.of(new Reservation(
                    required(labels, SLIVER),
                    required(labels, AM),
                    required(labels, SLICE),
                    required(labels, NODE),
                    required(labels, TYPE),
                    required(labels, IMAGE),
                    Integer.parseInt(required(labels, GENERATION)),
                    new Endpoint(
                            Integer.parseInt(required(labels, PORT)),
                            required(labels, MAC),
                            Optional.ofNullable(labels.get(IPV6)))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Reads the egress of a container's type from its labels; a text that cannot be read allows nothing. */
    static Optional<Egress> egress(Map<String, String> labels) {
        return Optional.ofNullable(labels.get(EGRESS)).map(text -> {
            try {
                return Egress.parse(text);
            } catch (IllegalArgumentException e) {
                return new Egress(false, List.of());
            }
        });
    }

    private static String required(Map<String, String> labels, String name) {
        String value = labels.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no label " + name);
        }
        return value;
    }
}
