// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.berth.dockermaster.testing.Commands;
import org.berth.dockermaster.testing.Frames;
import org.berth.dockermaster.testing.MachineEngine;

/**
 * Two containers of a bridge that send each other and this machine all that is forged, with more rights than they have: the
 * programs are this machine's, in the containers' network namespaces.
 */
final class ForgedFrames {
    /** Nobody's, and routed nowhere (RFC 5737, RFC 3849). */
    private static final String FOREIGN_V4 = "198.51.100.77";

    private static final String FOREIGN_V6 = "2001:db8:ffff::77";
    private static final String ALL_NODES = "ff02::1";
    private static final String ALL_NODES_MAC = "33:33:00:00:00:01";

    private final Station one;
    private final Station two;
    private final String bridge;

    /** A container as the frames have it. */
    record Station(long pid, String mac, String ipv4, String ipv6) {}

    ForgedFrames(String bridge, Station one, Station two) {
        this.bridge = bridge;
        this.one = one;
        this.two = two;
    }

    /** Of the containers of two slivers. */
    static ForgedFrames between(String dockerHost, SliverSpec one, SliverSpec two) {
        Station first = station(dockerHost, one);
        return new ForgedFrames(bridge(first), first, station(dockerHost, two));
    }

    /** The running container of a sliver. */
    static Station station(String dockerHost, SliverSpec sliver) {
        String id = MachineEngine.ask(
                        dockerHost,
                        client -> client.listContainersCmd()
                                .withLabelFilter(Map.of("org.berth.sliver", sliver.sliver()))
                                .exec())
                .get(0)
                .getId();
        var inspected = MachineEngine.ask(
                dockerHost, client -> client.inspectContainerCmd(id).exec());
        return new Station(
                Objects.requireNonNull(inspected.getState().getPidLong()),
                sliver.endpoint().mac(),
                Objects.requireNonNull(inspected
                        .getNetworkSettings()
                        .getNetworks()
                        .values()
                        .iterator()
                        .next()
                        .getIpAddress()),
                sliver.endpoint().ipv6().orElseThrow());
    }

    /** The bridge that leads to a container. */
    static String bridge(Station station) {
        return Commands.succeed("ip", "-o", "route", "get", station.ipv4()).replaceAll("(?s).* dev (\\S+).*", "$1");
    }

    /** The MAC address of an interface of this machine. */
    static String mac(String device) {
        return Commands.succeed("ip", "-o", "link", "show", "dev", device)
                .replaceAll("(?s).* link/ether ([0-9a-f:]+) .*", "$1");
    }

    /** Sends all rows both ways, and asserts that each container heard this machine alone, and this machine no forgery. */
    void assertUnheard() {
        try (Wiretap atOne = Wiretap.inside(one.pid(), "eth0");
                Wiretap atTwo = Wiretap.inside(two.pid(), "eth0");
                Wiretap here = Wiretap.here(bridge)) {
            send(one, rows("a-", one, two));
            send(two, rows("b-", two, one));

            here.awaitHeard("a-own-ipv4");
            here.awaitHeard("b-own-ipv4");
            Commands.succeed(perl(bridge, List.of(Frames.udp("last", one.mac(), bridgeMac(), gateway(), one.ipv4()))));
            Commands.succeed(perl(bridge, List.of(Frames.udp("last", two.mac(), bridgeMac(), gateway(), two.ipv4()))));
            atOne.awaitHeard("last");
            atTwo.awaitHeard("last");
            Set<String> heardHere = new TreeSet<>(here.heard());
            // Containers may answer that nobody listens there, and quote it.
            heardHere.remove("last");
            assertThat(heardHere).containsExactly("a-own-ipv4", "a-own-ipv6", "b-own-ipv4", "b-own-ipv6", "ready");
            assertThat(new TreeSet<>(atOne.heard())).containsExactly("last", "ready");
            assertThat(new TreeSet<>(atTwo.heard())).containsExactly("last", "ready");
        }
        assertNothingLearned(one);
        assertNothingLearned(two);
    }

    /**
     * Sends all rows both ways from containers that were not admitted, and asserts that neither heard any IP. Not every kernel
     * can tell where a frame of another kind came from.
     */
    void assertUnheardByContainers() {
        try (Wiretap atOne = Wiretap.inside(one.pid(), "eth0");
                Wiretap atTwo = Wiretap.inside(two.pid(), "eth0")) {
            send(one, rows("a-", one, two));
            send(two, rows("b-", two, one));
            send(one, rows("c-", one, two));

            Commands.succeed(perl(bridge, List.of(Frames.udp("last", one.mac(), bridgeMac(), gateway(), one.ipv4()))));
            Commands.succeed(perl(bridge, List.of(Frames.udp("last", two.mac(), bridgeMac(), gateway(), two.ipv4()))));
            atOne.awaitHeard("last");
            atTwo.awaitHeard("last");
            assertThat(withoutOtherKinds(atOne.heard())).containsExactly("last", "ready");
            assertThat(withoutOtherKinds(atTwo.heard())).containsExactly("last", "ready");
        }
    }

    private static Set<String> withoutOtherKinds(Set<String> heard) {
        return heard.stream()
                .filter(name -> !name.matches("[abc]-(arp-.*|qinq|unknown)"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertNothingLearned(Station station) {
        assertThat(Commands.succeed("ip", "neigh", "show", station.ipv4(), "dev", bridge))
                .contains(station.mac(), "PERMANENT");
        assertThat(Commands.succeed("ip", "neigh", "show", station.ipv6(), "dev", bridge))
                .contains(station.mac(), "PERMANENT");
        String routes = Commands.succeed(
                "nsenter", "--net=/proc/" + station.pid() + "/ns/net", "ip", "-6", "route", "show", "proto", "ra");
        assertThat(routes).isEmpty();
    }

    private List<String> rows(String prefix, Station from, Station to) {
        String mac = from.mac();
        String host = bridgeMac();
        String gateway = gateway();
        String udp = Frames.udp(prefix + "untagged", to.mac(), mac, from.ipv4(), to.ipv4());
        String advertisement = Frames.icmpv6(
                prefix + "ra", ALL_NODES_MAC, mac, linkLocal(mac), ALL_NODES, 134, Frames.routerAdvertisement());
        List<String> rows = new ArrayList<>(List.of(
                udp,
                Frames.udp(prefix + "untagged6", to.mac(), mac, from.ipv6(), to.ipv6()),
                Frames.tagged(Frames.udp(prefix + "vid0", to.mac(), mac, from.ipv4(), to.ipv4()), "8100", 0),
                Frames.tagged(Frames.udp(prefix + "vid0-6", to.mac(), mac, from.ipv6(), to.ipv6()), "8100", 0),
                Frames.tagged(Frames.udp(prefix + "vid5", to.mac(), mac, from.ipv4(), to.ipv4()), "8100", 5),
                Frames.tagged(Frames.udp(prefix + "qinq", to.mac(), mac, from.ipv4(), to.ipv4()), "88a8", 0),
                Frames.tagged(Frames.udp(prefix + "host-vid0", host, mac, from.ipv4(), gateway), "8100", 0),
                Frames.unknown(prefix + "unknown", Frames.BROADCAST, mac),
                Frames.arp(prefix + "arp-for-gateway", to.mac(), mac, 2, mac, gateway, to.ipv4()),
                Frames.arp(prefix + "arp-takeover", host, mac, 2, mac, to.ipv4(), gateway),
                Frames.arp(prefix + "arp-broadcast", Frames.BROADCAST, mac, 1, mac, to.ipv4(), to.ipv4()),
                Frames.arp(prefix + "arp-own-of-other", host, mac, 2, to.mac(), from.ipv4(), gateway),
                Frames.icmpv6(
                        prefix + "na-takeover",
                        host,
                        mac,
                        to.ipv6(),
                        gateway6(),
                        136,
                        Frames.neighbourAdvertisement(to.ipv6(), mac)),
                Frames.icmpv6(
                        prefix + "na-for-gateway",
                        to.mac(),
                        mac,
                        gateway6(),
                        to.ipv6(),
                        136,
                        Frames.neighbourAdvertisement(gateway6(), mac)),
                advertisement,
                Frames.tagged(
                        Frames.icmpv6(
                                prefix + "ra-vid0",
                                ALL_NODES_MAC,
                                mac,
                                linkLocal(mac),
                                ALL_NODES,
                                134,
                                Frames.routerAdvertisement()),
                        "8100",
                        0),
                Frames.udp(prefix + "mac-of-other", host, to.mac(), from.ipv4(), gateway),
                Frames.udp(prefix + "mac-of-host", to.mac(), host, from.ipv4(), to.ipv4()),
                Frames.udp(prefix + "source-of-other", host, mac, to.ipv4(), gateway),
                Frames.udp(prefix + "source-foreign", host, mac, FOREIGN_V4, gateway),
                Frames.udp(prefix + "source6-of-other", host, mac, to.ipv6(), gateway6()),
                Frames.udp(prefix + "source6-foreign", host, mac, FOREIGN_V6, gateway6())));
        // Last, so that nothing of the above comes later.
        rows.add(Frames.udp(prefix + "own-ipv6", host, mac, from.ipv6(), gateway6()));
        rows.add(Frames.udp(prefix + "own-ipv4", host, mac, from.ipv4(), gateway));
        return rows;
    }

    /** Sends frames out of a container. */
    static void send(Station from, List<String> frames) {
        String[] command = Stream.concat(
                        Stream.of("nsenter", "--net=/proc/" + from.pid() + "/ns/net", "--"),
                        Arrays.stream(perl("eth0", frames)))
                .toArray(String[]::new);
        Commands.succeed(command);
    }

    private static String[] perl(String device, List<String> frames) {
        return Stream.concat(Stream.of("perl", "-e", Frames.SEND, device), frames.stream())
                .toArray(String[]::new);
    }

    private String bridgeMac() {
        return mac(bridge);
    }

    private String gateway() {
        return Commands.succeed("ip", "-4", "-o", "address", "show", "dev", bridge)
                .replaceAll("(?s).* inet ([0-9.]+)/.*", "$1");
    }

    private String gateway6() {
        return Commands.succeed("ip", "-6", "-o", "address", "show", "dev", bridge, "scope", "global")
                .replaceAll("(?s).* inet6 ([0-9a-f:]+)/.*", "$1");
    }

    private static String linkLocal(String mac) {
        String[] b = mac.split(":", -1);
        int first = Integer.parseInt(b[0], 16) ^ 2;
        return "fe80::%02x%s:%sff:fe%s:%s%s".formatted(first, b[1], b[2], b[3], b[4], b[5]);
    }
}
