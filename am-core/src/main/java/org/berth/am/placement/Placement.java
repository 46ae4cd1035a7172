// SPDX-License-Identifier: Apache-2.0
package org.berth.am.placement;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.am.AmException;
import org.berth.am.GeniCode;
import org.berth.am.hosts.Host;
import org.berth.am.store.HostTable.Taken;
import org.berth.rspec.Urn;
import org.berth.rspec.advertisement.Advertisement;

/** Chooses a host for each node of a request: the one it names, else of those that suit the one with the most free slots. */
public final class Placement {
    /** A refusal is read by people: of so many hosts it says what they lack, of the others how many they are. */
    private static final int HOSTS_TOLD = 10;

    private final Urn aggregate;
    private final List<HostCapacity> rooms;

    /**
     * @param hosts those to choose from
     * @param taken what of each host is taken, by host name
     */
    public Placement(Collection<Host> hosts, SlicePolicy policy, Map<String, Taken> taken) {
        this.aggregate = policy.aggregate();
        rooms = hosts.stream()
                .map(host -> new HostCapacity(
                        host, taken.getOrDefault(host.name(), Taken.NOTHING), policy.acceptExclusive()))
                .toList();
    }

    private record Choice(Demand demand, List<HostCapacity> among, List<HostCapacity> suitable) {}

    /**
     * Takes room for each node, those that leave the least choice first.
     *
     * @return the hosts by client_id
     * @throws AmException 12 if a node names a host that is not one of ours, 11 if those that suit it take nothing now, 6 if
     *     they have no room or none suits
     */
    public Map<String, Host> take(List<? extends Demand> nodes) {
        Map<String, Host> chosen = new HashMap<>();
        nodes.stream()
                .map(this::choice)
                .sorted(Comparator.comparingInt(
                                (Choice choice) -> choice.suitable().size())
                        .thenComparing(choice -> -choice.demand().memoryBytes())
                        .thenComparing(choice -> -choice.demand().millicpus()))
                .forEach(choice -> {
                    Demand demand = choice.demand();
                    HostCapacity room = choice.suitable().stream()
                            .filter(candidate -> candidate.hasRoomFor(demand))
                            // An exclusive host is here only for a node that asks for one: better than a shared one.
                            .max(Comparator.comparing((HostCapacity candidate) ->
                                            candidate.host().exclusive())
                                    .thenComparingInt(HostCapacity::freeSlots)
                                    .thenComparing(HostCapacity::placed, Comparator.reverseOrder()))
                            .orElseThrow(() -> refusal(choice));
                    room.take(demand);
                    chosen.put(demand.clientId(), room.host());
                });
        return chosen;
    }

    private Choice choice(Demand demand) {
        List<HostCapacity> among =
                demand.componentId().map(wanted -> named(demand, wanted)).orElse(rooms);
        return new Choice(
                demand, among, among.stream().filter(room -> room.suits(demand)).toList());
    }

    private List<HostCapacity> named(Demand demand, String wanted) {
        List<HostCapacity> named = rooms.stream()
                .filter(room ->
                        wanted.equalsIgnoreCase(room.host().name()) || wanted.equalsIgnoreCase(componentId(room)))
                .toList();
        if (named.isEmpty()) {
            throw new AmException(
                    GeniCode.SEARCHFAILED,
                    demand.element() + " wants component_id '" + wanted + "'; "
                            + (rooms.isEmpty() ? "there is no host here" : "there are " + some()));
        }
        return named;
    }

    private String componentId(HostCapacity room) {
        return Advertisement.componentId(aggregate, room.host().name()).toString();
    }

    private String some() {
        return told(rooms.stream().map(this::componentId), rooms.size(), ", ");
    }

    private static AmException refusal(Choice choice) {
        Demand demand = choice.demand();
        List<HostCapacity> suitable = choice.suitable();
        boolean closed = !suitable.isEmpty()
                && suitable.stream().noneMatch(room -> room.host().accepts());
        Stream<String> lacks = choice.among().stream()
                .sorted(Comparator.comparing(room -> !suitable.contains(room)))
                .map(room -> "host " + room.host().name() + " " + room.lack(demand));
        return new AmException(
                closed ? GeniCode.UNAVAILABLE : GeniCode.TOOBIG,
                "no host can take " + demand.element() + wishes(demand) + ": "
                        + (choice.among().isEmpty()
                                ? "there is none here"
                                : told(lacks, choice.among().size(), "; ")));
    }

    private static String wishes(Demand demand) {
        String wishes = Stream.of(
                        demand.exclusive() ? "exclusive=\"true\"" : "",
                        demand.hardwareTypes().isEmpty()
                                ? ""
                                : "hardware_type "
                                        + demand.hardwareTypes().stream()
                                                .limit(HOSTS_TOLD)
                                                .collect(Collectors.joining(" or ")),
                        String.join(", ", demand.constraints()))
                .filter(wish -> !wish.isEmpty())
                .collect(Collectors.joining(", "));
        return wishes.isEmpty() ? "" : " with " + wishes;
    }

    private static String told(Stream<String> texts, int all, String separator) {
        String first = texts.limit(HOSTS_TOLD).collect(Collectors.joining(separator));
        return all > HOSTS_TOLD ? first + separator + "and " + (all - HOSTS_TOLD) + " more" : first;
    }
}
