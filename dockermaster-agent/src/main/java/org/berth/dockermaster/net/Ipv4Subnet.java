// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;

/**
 * An IPv4 subnet.
 *
 * @param network its first address as a number
 * @param length of its prefix, 0 to 32
 */
record Ipv4Subnet(int network, int length) {
    /** Room for 16,000 containers, more than a host takes. */
    private static final int OUR_LENGTH = 18;

    private static final List<Ipv4Subnet> PRIVATE =
            List.of(parse("10.128.0.0/9"), parse("172.16.0.0/12"), parse("192.168.0.0/16"));

    Ipv4Subnet {
        network &= mask(length);
    }

    /** @throws IllegalArgumentException if the text is no IPv4 subnet in CIDR form */
    static Ipv4Subnet parse(String cidr) {
        int slash = cidr.indexOf('/');
        if (slash < 0 || !(InetAddresses.forString(cidr.substring(0, slash)) instanceof Inet4Address address)) {
            throw new IllegalArgumentException("'" + cidr + "' is no IPv4 subnet");
        }
        return new Ipv4Subnet(InetAddresses.coerceToInteger(address), Integer.parseInt(cidr.substring(slash + 1)));
    }

    boolean overlaps(Ipv4Subnet other) {
        int mask = mask(Math.min(length, other.length));
        return (network & mask) == (other.network & mask);
    }

    /** The private /18 subnets that overlap none of the used ones, in the order in which they should be tried. */
    static List<Ipv4Subnet> free(List<Ipv4Subnet> used) {
        List<Ipv4Subnet> free = new ArrayList<>();
        for (Ipv4Subnet range : PRIVATE) {
            int count = 1 << (OUR_LENGTH - range.length);
            for (int i = 0; i < count; i++) {
                Ipv4Subnet candidate = new Ipv4Subnet(range.network + (i << (32 - OUR_LENGTH)), OUR_LENGTH);
                if (used.stream().noneMatch(candidate::overlaps)) {
                    free.add(candidate);
                }
            }
        }
        return free;
    }

    private static int mask(int length) {
        return length == 0 ? 0 : -1 << (32 - length);
    }

    @Override
    public String toString() {
        return InetAddresses.fromInteger(network).getHostAddress() + "/" + length;
    }
}
