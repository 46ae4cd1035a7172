// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.hosts.Host;
import org.berth.am.hosts.Hosts;
import org.berth.am.store.HostTable.Taken;

/**
 * Chooses the hosts that a request is placed on. Where there are many, a few drawn at random are compared, the freest
 * of which is nearly as free as the freest of all, so that a request costs the same however many there are; all are
 * compared when these will not do.
 */
public final class HostChoice {
    /** So many hosts are compared, besides one for each node and those that the request names; more would gain little. */
    private static final int COMPARED = 4;

    private final Hosts hosts;
    private final List<Host> all;
    private final SlicePolicy policy;
    private final Function<List<String>, Map<String, Taken>> takenOf;

    /**
     * @param takenOf what is taken of hosts, by name
     */
    public HostChoice(Hosts hosts, SlicePolicy policy, Function<List<String>, Map<String, Taken>> takenOf) {
        this.hosts = hosts;
        this.all = List.copyOf(hosts.all());
        this.policy = policy;
        this.takenOf = takenOf;
    }

    /**
     * Takes room for each node.
     *
     * @return the hosts by client_id
     * @throws AmException as {@link Placement#take}
     */
    public Map<String, Host> take(List<? extends Demand> nodes) {
        // An exclusive node is better on an exclusive host than on a shared one, and few may be exclusive.
        if (all.size() > COMPARED && nodes.stream().noneMatch(Demand::exclusive)) {
            try {
                return place(some(nodes), nodes);
            } catch (AmException e) {
                return place(all, nodes); // it says what all of them lack
            }
        }
        return place(all, nodes);
    }

    private Map<String, Host> place(Collection<Host> among, List<? extends Demand> nodes) {
        Map<String, Taken> taken = takenOf.apply(among.stream().map(Host::name).toList());
        return new Placement(among, policy, taken).take(nodes);
    }

    private Collection<Host> some(List<? extends Demand> nodes) {
        int start = ThreadLocalRandom.current().nextInt(all.size());
        Stream<Host> drawn = Stream.concat(all.subList(start, all.size()).stream(), all.subList(0, start).stream())
                .filter(host -> nodes.stream().anyMatch(demand -> couldTake(host, demand)))
                .limit(COMPARED + nodes.size());
        Stream<Host> named = nodes.stream()
                .flatMap(demand -> demand.componentId().stream())
                .map(id -> id.substring(id.lastIndexOf('+') + 1))
                .flatMap(name -> hosts.named(name).stream());
        return Stream.concat(named, drawn).distinct().toList();
    }

    private boolean couldTake(Host host, Demand demand) {
        return new HostCapacity(host, Taken.NOTHING, policy.acceptExclusive()).hasRoomFor(demand);
    }
}
