// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The destinations outside of their host that containers may connect to.
 *
 * @param everywhere whether they may connect to all but what is refused unless it is listed
 * @param listed where they may connect to in any case
 */
public record Egress(boolean everywhere, List<Destination> listed) {
    /** Everywhere, but for what is refused unless it is listed. */
    public static final Egress ALL = new Egress(true, List.of());

    /** The forms of a text, for messages. */
    public static final String FORMS =
            "all, none, or networks separated by commas, each with a port or range of ports if"
                    + " need be, like 192.0.2.0/24:80, [2001:db8::/32]:8000-8100, 198.51.100.7; at most 64";

    private static final int MOST = 64;
    private static final Pattern BRACKETS = Pattern.compile("\\[([^\\]]*)\\](?::(.*))?");
    private static final Pattern PLAIN = Pattern.compile("([^:]*)(?::(.*))?");
    private static final Pattern NETWORK = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/(\\d{1,3}))?");
    private static final Pattern PORTS = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    public Egress {
        listed = List.copyOf(listed);
    }

    /**
     * A network, and its ports.
     *
     * @param address the first address of the network
     * @param length of its prefix, 0 to 32 or 128
     * @param firstPort of TCP and UDP; 0 with {@code lastPort} 65535 for whatever protocol
     * @param lastPort the same as the first for one port
     */
    public record Destination(InetAddress address, int length, int firstPort, int lastPort) {
        static final int LAST_PORT = 65535;

        /** Returns whether the network is of IPv6. */
        public boolean isIpv6() {
            return address instanceof Inet6Address;
        }

        /** Returns whether all protocols and ports are meant. */
        public boolean isAnyPort() {
            return firstPort == 0 && lastPort == LAST_PORT;
        }

        /** The network in CIDR form. */
        public String network() {
            return InetAddresses.toAddrString(address) + "/" + length;
        }

        /** The ports, {@code 80} or {@code 80-90}. */
        public String ports() {
            return firstPort == lastPort ? Integer.toString(firstPort) : firstPort + "-" + lastPort;
        }

        @Override
        public String toString() {
            String network = isIpv6() ? "[" + network() + "]" : network();
            return isAnyPort() ? network : network + ":" + ports();
        }
    }

    /**
     * Reads a text as configuration files have it.
     *
     * @throws IllegalArgumentException naming the part that is wrong
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Egress parse(String text) {
        List<String> entries =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (entries.size() > MOST) {
            throw new IllegalArgumentException(
                    "there are " + entries.size() + " entries; at most " + MOST + " are taken");
        }
        if (entries.equals(List.of("none"))) {
            return new Egress(false, List.of());
        }
        List<Destination> listed = new ArrayList<>();
        entries.stream()
                .filter(entry -> !entry.equals("all"))
                .map(Egress::destination)
                .forEach(listed::add);
        return new Egress(entries.contains("all"), listed);
    }

    private static Destination destination(String entry) {
        Matcher parts = (entry.startsWith("[") ? BRACKETS : PLAIN).matcher(entry);
        if (!parts.matches()) {
            throw wrong(entry);
        }
        Matcher network = NETWORK.matcher(parts.group(1));
        if (!network.matches() || !InetAddresses.isInetAddress(network.group(1))) {
            throw wrong(entry);
        }
        InetAddress address = InetAddresses.forString(network.group(1));
        int bits = address.getAddress().length * Byte.SIZE;
        int length = network.group(2) == null ? bits : Integer.parseInt(network.group(2));
        if (length > bits || hasBitsFrom(address.getAddress(), length)) {
            throw wrong(entry);
        }
        if (parts.group(2) == null) {
            return new Destination(address, length, 0, Destination.LAST_PORT);
        }
        Matcher ports = PORTS.matcher(parts.group(2));
        if (!ports.matches()) {
            throw wrong(entry);
        }
        int first = Integer.parseInt(ports.group(1));
        int last = ports.group(2) == null ? first : Integer.parseInt(ports.group(2));
        if (first < 1 || last < first || last > Destination.LAST_PORT) {
            throw wrong(entry);
        }
        return new Destination(address, length, first, last);
    }

    private static boolean hasBitsFrom(byte[] address, int length) {
        for (int bit = length; bit < address.length * Byte.SIZE; bit++) {
            if ((address[bit / Byte.SIZE] & (0x80 >> bit % Byte.SIZE)) != 0) {
                return true;
            }
        }
        return false;
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                "'" + entry + "' is no network with zeros behind its prefix and, if need be,"
                        + " ports from 1 to 65535, like 192.0.2.0/24:80 or [2001:db8::/32]:8000-8100");
    }

    /** As {@link #parse} reads it. */
    @JsonValue
    @Override
    public String toString() {
        String text = Stream.concat(
                        everywhere ? Stream.of("all") : Stream.of(),
                        listed.stream().map(Destination::toString))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }
}
