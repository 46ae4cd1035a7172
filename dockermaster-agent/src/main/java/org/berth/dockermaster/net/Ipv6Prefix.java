// SPDX-License-Identifier: Apache-2.0
package org.berth.dockermaster.net;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * The IPv6 prefix that a host's containers get their addresses of: a /64 or a /80. A container's address is the prefix
 * followed by its MAC address in three groups, as Docker's default bridge makes it and as docker-am's manifests had it:
 * in a /64 the group between is 0.
 */
public final class Ipv6Prefix {
    private static final int MAC_BYTES = 6;

    private final byte[] network;
    private final int length;

    private Ipv6Prefix(byte[] network, int length) {
        this.network = network;
        this.length = length;
    }

    /**
     * Reads a prefix in CIDR form, e.g. {@code 2001:db8:1:2::/64} or {@code 2001:db8:1:2:3::/80}.
     *
     * @throws IllegalArgumentException naming the text if it is no such prefix, or has bits set beyond its length
     */
    public static Ipv6Prefix parse(String cidr) {
        int slash = cidr.indexOf('/');
        String length = slash < 0 ? "" : cidr.substring(slash + 1);
        if (!length.equals("64") && !length.equals("80")) {
            throw notAPrefix(cidr);
        }
        InetAddress address;
        try {
            address = InetAddresses.forString(cidr.substring(0, slash));
        } catch (IllegalArgumentException e) {
            throw notAPrefix(cidr);
        }
        byte[] bytes = address.getAddress();
        int bits = Integer.parseInt(length);
        if (!(address instanceof Inet6Address v6) || v6.getScopeId() != 0 || !isZeroFrom(bytes, bits / Byte.SIZE)) {
            throw notAPrefix(cidr);
        }
        return new Ipv6Prefix(bytes, bits);
    }

    private static boolean isZeroFrom(byte[] bytes, int from) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static IllegalArgumentException notAPrefix(String cidr) {
        return new IllegalArgumentException(
                "'" + cidr + "' is no IPv6 prefix of length 64 or 80 with zeros behind it, like 2001:db8:1:2::/64");
    }

    /**
     * The address of the container with a MAC address.
     *
     * @return in canonical text form (RFC 5952)
     * @throws IllegalArgumentException if {@code mac} is no MAC address
     */
    public String addressFor(String mac) {
        byte[] address = network.clone();
        System.arraycopy(MacAddresses.bytes(mac), 0, address, address.length - MAC_BYTES, MAC_BYTES);
        return text(address);
    }

    /** Returns whether a text is an address of this prefix. */
    public boolean contains(String address) {
        if (!InetAddresses.isInetAddress(address)) {
            return false;
        }
        byte[] bytes = InetAddresses.forString(address).getAddress();
        int shared = length / Byte.SIZE;
        return bytes.length == network.length && Arrays.equals(bytes, 0, shared, network, 0, shared);
    }

    /** In CIDR form, the address in canonical text form. */
    @Override
    public String toString() {
        return text(network) + "/" + length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Ipv6Prefix that && length == that.length && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(network) + length;
    }

    private static String text(byte[] address) {
        try {
            return InetAddresses.toAddrString(InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an IPv6 address", e);
        }
    }
}
